/**
 * Distillation of a whole student from a teacher's distributions. Knows the model core and nothing of stores and services; of
 * events only the root of failures.
 */
package dev.ordo.distiller.algorithm;
