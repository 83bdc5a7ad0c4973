package dev.ordo.stage.worker;

/**
 * The event that a piece of work ends with.
 *
 * @param topic where it goes
 * @param event what is said
 */
public record Outcome(String topic, Object event) {}
