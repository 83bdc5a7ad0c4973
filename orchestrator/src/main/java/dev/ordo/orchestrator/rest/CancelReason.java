package dev.ordo.orchestrator.rest;

/**
 * What comes with a cancellation.
 *
 * @param reason why, for those who read the status
 */
record CancelReason(String reason) {}
