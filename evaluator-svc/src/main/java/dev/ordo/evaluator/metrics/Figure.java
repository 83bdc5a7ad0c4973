package dev.ordo.evaluator.metrics;

import io.micrometer.core.instrument.Tags;

/**
 * One published number.
 *
 * @param quantity what it is a number of
 * @param tags study and, where it is of one, ordering, seed and arm; what else the quantity asks for
 */
record Figure(Quantity quantity, Tags tags, double value) {}
