/**
 * The ordering grammar: {@code P-KD-Q}, parameters in place as in {@code P(sparsity=0.2)-Q}, repetition as in
 * {@code (P-KD)x3-Q}, and the named sets {@code all}, {@code triples}, {@code pairs}, {@code singles} and {@code paper}.
 */
package dev.ordo.events.ordering;
