package dev.ordo.model.decoder;

import java.util.BitSet;

/** Which tokens of a sequence of ids count, that is, are to be predicted: all of plain text, in chat the assistant's alone. */
public final class TokenMask {
    /** Every token counts. */
    public static final TokenMask ALL = new TokenMask(null);

    private final BitSet counted;

    private TokenMask(BitSet counted) {
        this.counted = counted;
    }

    /** The given tokens count; the set is copied. */
    public static TokenMask of(BitSet counted) {
        return new TokenMask((BitSet) counted.clone());
    }

    /** Whether every token counts, whatever there is. */
    public boolean isAll() {
        return counted == null;
    }

    public boolean counts(int token) {
        return isAll() || counted.get(token);
    }

    /** How many tokens in [from, to) count. */
    public int count(int from, int to) {
        return isAll() ? to - from : counted.get(from, to).cardinality();
    }

    /** The mask of the tokens in [from, to), counted anew from 0. */
    public TokenMask range(int from, int to) {
        return isAll() ? this : new TokenMask(counted.get(from, to));
    }
}
