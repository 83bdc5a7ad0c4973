/**
 * How events become Kafka records and the other way round. CloudEvents in structured JSON mode are written; structured and
 * binary mode are read. Knows no service and no store.
 */
package dev.ordo.stage.messaging;
