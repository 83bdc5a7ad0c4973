/**
 * Structured pruning of MLP neurons by the size of their activations on calibration text. Knows the model core and nothing of
 * events, stores and services.
 */
package dev.ordo.pruner.algorithm;
