package dev.ordo.evaluator.metrics;

import io.micrometer.core.instrument.Tags;

/**
 * One published number.
 *
 * @param name the gauge's name, in Micrometer's spelling with dots
 * @param tags study, ordering, seed, arm and, where it is measured on a text, data set
 */
record Figure(String name, Tags tags, double value) {}
