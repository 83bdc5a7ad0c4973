package dev.ordo.stage.worker;

/**
 * How strictly needs are held against what a machine has.
 *
 * @param memoryReserve bytes of memory that work leaves to others
 * @param diskReserve bytes of disk that work leaves to others
 * @param refuse whether work that would not fit is refused, or only warned of
 */
public record PreflightSettings(long memoryReserve, long diskReserve, boolean refuse) {}
