package dev.ordo.model.decoder;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Token ids of equally long sequences.
 *
 * @param ids row-major, shape (sequences, length)
 * @param mask which of them are to be predicted, where anything is; the first of a sequence never is
 */
public record TokenBatch(long[] ids, int sequences, int length, TokenMask mask) {
    public TokenBatch {
        if (sequences < 1 || length < 1 || (long) sequences * length != ids.length) {
            throw new IllegalArgumentException(
                    "a batch of " + sequences + " x " + length + " cannot hold " + ids.length + " token ids");
        }
    }

    /** A batch of which everything counts. */
    public TokenBatch(long[] ids, int sequences, int length) {
        this(ids, sequences, length, TokenMask.ALL);
    }

    /** How many tokens are to be predicted. */
    public long scored() {
        return mask.isAll() ? (long) sequences * (length - 1) : scoredRows().length;
    }

    /**
     * The positions that predict a token that counts, among all that predict any: sequence s, token t has row
     * {@code s * (length - 1) + t}. Empty stands for all of them if the mask is {@link TokenMask#ALL}, else for none.
     */
    public long[] scoredRows() {
        if (mask.isAll()) {
            return new long[0];
        }
        int rows = length - 1;
        return IntStream.range(0, sequences * rows)
                .filter(row -> mask.counts(row / rows * length + row % rows + 1))
                .asLongStream()
                .toArray();
    }

    /** Some of the sequences, from one until another. */
    public TokenBatch sequences(int from, int to) {
        long[] chosen = Arrays.copyOfRange(ids, from * length, to * length);
        return new TokenBatch(chosen, to - from, length, mask.range(from * length, to * length));
    }

    /** One sequence. */
    public static TokenBatch single(int[] tokens) {
        return of(tokens, 0, 1, tokens.length);
    }

    /** Consecutive windows of a text: sequence i begins at start + i * length. */
    public static TokenBatch of(int[] tokens, int start, int sequences, int length) {
        return of(tokens, TokenMask.ALL, start, sequences, length);
    }

    /** Consecutive windows of a text of which not every token counts. */
    public static TokenBatch of(int[] tokens, TokenMask mask, int start, int sequences, int length) {
        long[] ids = new long[Math.multiplyExact(sequences, length)];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = tokens[start + i];
        }
        return new TokenBatch(ids, sequences, length, mask.range(start, start + ids.length));
    }

    /**
     * Refuses ids that the vocabulary does not have; PyTorch's own error would not say which.
     *
     * @throws IllegalArgumentException naming the first such id
     */
    public TokenBatch requireVocabulary(int vocabSize) {
        for (long id : ids) {
            if (id < 0 || id >= vocabSize) {
                throw new IllegalArgumentException("token id " + id + " is outside the vocabulary of " + vocabSize);
            }
        }
        return this;
    }
}
