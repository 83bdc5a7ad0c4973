/**
 * What every package of the model core shares: failures that none of them owns alone. Their root is {@code
 * dev.ordo.events.error}, the only thing that the model core takes from another module.
 *
 * <p>Nothing here may know Kafka, the artifact store, CDI or a clock.
 */
package dev.ordo.model;
