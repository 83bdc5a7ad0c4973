package dev.ordo.model.decoder;

/**
 * Token ids of equally long sequences.
 *
 * @param ids row-major, shape (sequences, length)
 */
public record TokenBatch(long[] ids, int sequences, int length) {
    public TokenBatch {
        if (sequences < 1 || length < 1 || (long) sequences * length != ids.length) {
            throw new IllegalArgumentException(
                    "a batch of " + sequences + " x " + length + " cannot hold " + ids.length + " token ids");
        }
    }

    /** One sequence. */
    public static TokenBatch single(int[] tokens) {
        return of(tokens, 0, 1, tokens.length);
    }

    /** Consecutive windows of a text: sequence i begins at start + i * length. */
    public static TokenBatch of(int[] tokens, int start, int sequences, int length) {
        long[] ids = new long[Math.multiplyExact(sequences, length)];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = tokens[start + i];
        }
        return new TokenBatch(ids, sequences, length);
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
