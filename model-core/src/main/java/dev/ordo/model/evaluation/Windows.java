package dev.ordo.model.evaluation;

import dev.ordo.model.decoder.TokenBatch;
import dev.ordo.model.decoder.TokenMask;
import java.util.ArrayList;
import java.util.List;

/**
 * How a text is cut for scoring: windows that do not overlap, of equal length but for a shorter last one. The first
 * token of each is read but not scored; a last window of one token is dropped, for it would score nothing.
 */
final class Windows {
    private static final int LONGEST = 2048;

    private final int[] tokens;
    private final TokenMask mask;
    private final int length;

    /** Windows of min(context, 2048) tokens. */
    Windows(int[] tokens, int context) {
        this(tokens, TokenMask.ALL, context);
    }

    /** Windows of a text of which not every token counts. */
    Windows(int[] tokens, TokenMask mask, int context) {
        this.mask = mask;
        this.length = length(context);
        if (length < 2) {
            throw new IllegalArgumentException("the context must hold at least 2 tokens, was " + context);
        }
        if (tokens.length < 2) {
            throw new IllegalArgumentException("a text needs at least 2 tokens to be scored, had " + tokens.length);
        }
        this.tokens = tokens;
    }

    /** The length of all windows but a shorter last one. */
    static int length(int context) {
        return Math.min(context, LONGEST);
    }

    /** The windows in order, equally long ones together. */
    List<TokenBatch> batches() {
        List<TokenBatch> batches = new ArrayList<>();
        int whole = tokens.length / length;
        int together = Math.max(1, Perplexity.BATCH_TOKENS / length);
        for (int window = 0; window < whole; window += together) {
            batches.add(TokenBatch.of(tokens, mask, window * length, Math.min(together, whole - window), length));
        }
        int rest = tokens.length - whole * length;
        if (rest >= 2) {
            batches.add(TokenBatch.of(tokens, mask, whole * length, 1, rest));
        }
        return batches;
    }
}
