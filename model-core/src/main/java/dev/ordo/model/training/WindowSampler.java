package dev.ordo.model.training;

import dev.ordo.model.decoder.TokenBatch;
import dev.ordo.model.decoder.TokenMask;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Random;

/**
 * Draws training batches from a text: each epoch shifts the text by a random phase, cuts it into windows that do not
 * overlap, and shuffles them. A window without a token that counts is passed over, and the others come round again in its
 * stead.
 *
 * <p>Batch k is a function of the text, the shape, the seed and k alone, so a resumed run sees the batches it would have
 * seen.
 */
public final class WindowSampler {
    private static final long EPOCH_STRIDE = 0x9E3779B97F4A7C15L;

    private final int[] tokens;
    private final TokenMask mask;
    private final int sequences;
    private final int length;
    private final long seed;
    private final int windows;
    private long epoch = -1;
    private int[] starts = {};

    /**
     * A sampler of batches of shape (sequences, sequenceLength + 1).
     *
     * @param tokens the text's ids
     * @param sequences windows in a batch
     * @param sequenceLength scored positions in a window; neighbours share one token, input of one, target of the other
     * @throws IllegalArgumentException if the text is shorter than two windows, or some phase leaves no token that counts
     */
    public WindowSampler(int[] tokens, int sequences, int sequenceLength, long seed) {
        this(tokens, TokenMask.ALL, sequences, sequenceLength, seed);
    }

    /** As the other, for a text of which not every token counts. */
    public WindowSampler(int[] tokens, TokenMask mask, int sequences, int sequenceLength, long seed) {
        this.mask = mask;
        if (sequences < 1 || sequenceLength < 1) {
            throw new IllegalArgumentException(
                    "batch and sequence length must be at least 1, were " + sequences + " and " + sequenceLength);
        }
        this.tokens = tokens;
        this.sequences = sequences;
        this.length = sequenceLength;
        this.seed = seed;
        this.windows = (tokens.length - 1) / sequenceLength - 1;
        if (windows < 1) {
            throw new IllegalArgumentException("a text of " + tokens.length
                    + " tokens is too short for windows of " + sequenceLength + ": it needs "
                    + (2L * sequenceLength + 1));
        }
        if (mask.count(sequenceLength, windows * sequenceLength + 1) == 0) {
            throw new IllegalArgumentException("none of the " + tokens.length
                    + " tokens counts but such as may fall outside the windows of " + sequenceLength);
        }
    }

    /** The windows of one pass over the text. */
    public int windowsPerEpoch() {
        return windows;
    }

    /** Positions of a batch that predict a token, whether it counts or not. */
    public long predictions() {
        return (long) sequences * length;
    }

    /** The batch of a step, counted from 0. */
    public TokenBatch batch(int step) {
        BitSet counted = new BitSet();
        long[] ids = new long[Math.multiplyExact(sequences, length + 1)];
        for (int row = 0; row < sequences; row++) {
            int start = start((long) step * sequences + row);
            for (int i = 0; i <= length; i++) {
                ids[row * (length + 1) + i] = tokens[start + i];
                counted.set(row * (length + 1) + i, mask.counts(start + i));
            }
        }
        TokenMask batchMask = mask.isAll() ? mask : TokenMask.of(counted);
        return new TokenBatch(ids, sequences, length + 1, batchMask);
    }

    private int start(long drawn) {
        if (drawn / windows != epoch) {
            epoch = drawn / windows;
            starts = shuffled(new Random(seed + EPOCH_STRIDE * epoch));
        }
        return starts[(int) (drawn % windows) % starts.length];
    }

    private int[] shuffled(Random random) {
        int[] drawn = new int[windows];
        int phase = random.nextInt(length);
        for (int i = 0; i < windows; i++) {
            int other = random.nextInt(i + 1);
            drawn[i] = drawn[other];
            drawn[other] = phase + i * length;
        }
        return mask.isAll() ? drawn : counting(drawn);
    }

    private int[] counting(int[] all) {
        return Arrays.stream(all)
                .filter(start -> mask.count(start + 1, start + 1 + length) > 0)
                .toArray();
    }
}
