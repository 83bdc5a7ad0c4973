package dev.ordo.model.generation;

import java.util.Arrays;
import java.util.List;

/**
 * Prompts as rows of one matrix, filled up on the left.
 *
 * @param ids row-major, shape (prompts, length)
 * @param pads how many of a row's ids are filling, shape (prompts)
 */
@SuppressWarnings("ArrayRecordComponent")
record PaddedPrompts(long[] ids, long[] pads, int length) {
    private static final long FILLING = 0;

    static PaddedPrompts of(List<int[]> prompts) {
        int length = prompts.stream().mapToInt(each -> each.length).max().orElseThrow();
        long[] ids = new long[prompts.size() * length];
        long[] pads = new long[prompts.size()];
        for (int row = 0; row < pads.length; row++) {
            int[] prompt = prompts.get(row);
            pads[row] = length - prompt.length;
            for (int column = 0; column < length; column++) {
                int token = column - (int) pads[row];
                ids[row * length + column] = token < 0 ? FILLING : prompt[token];
            }
        }
        return new PaddedPrompts(ids, pads, length);
    }

    /** {@link #pads}, or nothing where no row is filled up, which kernels compute faster. */
    long[] filling() {
        return Arrays.stream(pads).anyMatch(each -> each > 0) ? pads : new long[0];
    }
}
