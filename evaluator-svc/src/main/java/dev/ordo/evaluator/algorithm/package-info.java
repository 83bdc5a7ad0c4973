/** The measuring of one checkpoint. Knows the model core and nothing of events, stores and services. */
package dev.ordo.evaluator.algorithm;
