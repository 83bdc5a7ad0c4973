/**
 * What every package of the model core shares: the root of its errors.
 *
 * <p>Nothing here may know Kafka, the artifact store, CDI or a clock.
 */
package dev.ordo.model;
