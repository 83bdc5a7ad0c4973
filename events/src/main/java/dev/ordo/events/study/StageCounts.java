package dev.ordo.events.study;

/**
 * What sharing prefixes saved.
 *
 * @param requested stages if every ordering ran alone: the sum of their lengths
 * @param distinct stages with different keys
 * @param computed stages that were computed for this study
 * @param reused stages whose result was there already, or was being computed for another study
 */
public record StageCounts(int requested, int distinct, int computed, int reused) {}
