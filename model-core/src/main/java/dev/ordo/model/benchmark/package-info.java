/**
 * What the model's speed is measured with: whole pieces of work on random weights, and beside each the matrix products that it cannot
 * do without, which are its floor.
 *
 * <p>Knows the clock, which nothing else in this module does, and prints nothing.
 */
package dev.ordo.model.benchmark;
