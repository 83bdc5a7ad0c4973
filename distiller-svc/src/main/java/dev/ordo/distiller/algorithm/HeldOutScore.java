package dev.ordo.distiller.algorithm;

import java.util.SortedMap;

/**
 * How well a student predicted held-out texts, in float32, with the weights that its next step would compute with.
 *
 * @param step steps done; 0 before the first
 * @param perplexity by the name of the set, over the vocabulary that student and teacher share
 */
public record HeldOutScore(int step, SortedMap<String, Double> perplexity) {}
