package dev.ordo.model.tokenizer;

/**
 * Token ids, and which characters of the text each stands for. Tokens that are parts of one character all span the whole of
 * it.
 *
 * @param ids token ids
 * @param starts first character of each token, counted in Unicode code points from the text's beginning
 * @param ends one past the last
 */
@SuppressWarnings("ArrayRecordComponent")
public record SpannedTokens(int[] ids, int[] starts, int[] ends) {}
