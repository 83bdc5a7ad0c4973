/**
 * The decisions, run on Kafka Streams with exactly-once processing: two processors, studies (key: study id) and work (key:
 * stage or evaluation key), that meet through topics of their own. Decodes records, keeps state, forwards what was decided;
 * decides nothing itself.
 */
package dev.ordo.orchestrator.topology;
