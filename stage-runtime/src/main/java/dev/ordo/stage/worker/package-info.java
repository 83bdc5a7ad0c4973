/**
 * The worker: takes a record from a work topic, runs the task, commits the result, and only then acknowledges.
 *
 * <p>Plain classes that a test can put together. Kafka is seen through its {@code ShareConsumer} interface, everything
 * else through the ports {@link dev.ordo.stage.worker.Artifacts}, {@link dev.ordo.stage.worker.Outbox} and {@link
 * dev.ordo.stage.worker.WorkMetrics}. This package knows no CDI.
 */
package dev.ordo.stage.worker;
