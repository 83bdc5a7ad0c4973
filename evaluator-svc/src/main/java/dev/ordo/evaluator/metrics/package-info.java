/** What studies found, as Prometheus gauges labelled by study and ordering, read from {@code ordo.study-status}. */
package dev.ordo.evaluator.metrics;
