/**
 * The one-machine stack: a real Kafka broker, a real S3 server and Ordo's services, each in its own process.
 *
 * <p>What lives here starts, watches, restarts and stops processes, and creates topics and share groups. It knows
 * nothing of studies: the commands talk to the orchestrator.
 */
package dev.ordo.cli.stack;
