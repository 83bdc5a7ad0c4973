package dev.ordo.model.benchmark;

/**
 * What was seen of one row.
 *
 * @param tokensPerSecond in the fastest run
 * @param medianTokensPerSecond in the median run
 * @param floorTokensPerSecond if nothing but the matrix products were done, each kind as fast as it was ever seen
 * @param runs how many were timed
 * @param peakBytes the most resident memory of the process up to the last run (VmHWM), its start and the weights included
 */
public record Measurement(
        String name,
        double tokensPerSecond,
        double medianTokensPerSecond,
        double floorTokensPerSecond,
        int runs,
        long peakBytes) {}
