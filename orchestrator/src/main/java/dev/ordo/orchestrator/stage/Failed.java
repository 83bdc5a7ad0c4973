package dev.ordo.orchestrator.stage;

/**
 * Every attempt that the order was worth failed, or one failed for good.
 *
 * @param attempt the newest that was issued
 */
public record Failed(Order order, int attempt, String code, String message) implements Closed {}
