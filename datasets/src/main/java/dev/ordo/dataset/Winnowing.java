package dev.ordo.dataset;

import java.util.Arrays;

/**
 * Chooses fingerprints of a stream of words: of every {@value #WINDOW} consecutive runs of {@value #RUN} words, the one with the
 * least hash. Two streams that share {@link #CERTAIN} words in a row share a fingerprint for certain; streams that share no
 * {@value #RUN} words in a row share none, but for collisions of 64 bits.
 *
 * @see <a href="https://doi.org/10.1145/872757.872770">Schleimer, Wilkerson and Aiken 2003</a>
 */
final class Winnowing {
    /** Words that are hashed together. */
    static final int RUN = 32;

    /** Consecutive runs of which one is kept. */
    static final int WINDOW = 24;

    /** A common passage of so many words is always found. */
    static final int CERTAIN = RUN + WINDOW - 1;

    private static final long BASE = 0x9E3779B97F4A7C15L;
    private static final long BASE_TO_THE_RUN = power();

    /** Told of a fingerprint and of the line that its first word stands on. */
    @FunctionalInterface
    interface Sink {
        void chosen(long hash, int line);
    }

    private final Sink sink;
    private final long[] words = new long[RUN];
    private final int[] wordLines = new int[RUN];
    private final long[] runs = new long[WINDOW];
    private final int[] runLines = new int[WINDOW];
    private long wordCount;
    private long runCount;
    private long rolling;
    private long lastChosen = -1;

    Winnowing(Sink sink) {
        this.sink = sink;
    }

    void word(long hash, int line) {
        int slot = (int) (wordCount % RUN);
        rolling = rolling * BASE + hash - words[slot] * BASE_TO_THE_RUN;
        words[slot] = hash;
        wordLines[slot] = line;
        wordCount++;
        if (wordCount >= RUN) {
            run(Words.mixed(rolling), wordLines[(int) (wordCount % RUN)]);
        }
    }

    /** Ends a stream; what comes next is another. A stream shorter than a window still leaves a fingerprint. */
    void end() {
        if (runCount > 0 && runCount < WINDOW) {
            choose();
        }
        Arrays.fill(words, 0);
        wordCount = 0;
        runCount = 0;
        rolling = 0;
        lastChosen = -1;
    }

    private void run(long hash, int line) {
        runs[(int) (runCount % WINDOW)] = hash;
        runLines[(int) (runCount % WINDOW)] = line;
        runCount++;
        if (runCount >= WINDOW) {
            choose();
        }
    }

    private void choose() {
        long least = -1;
        for (long i = Math.max(0, runCount - WINDOW); i < runCount; i++) {
            if (least < 0 || runs[(int) (i % WINDOW)] <= runs[(int) (least % WINDOW)]) {
                least = i;
            }
        }
        if (least != lastChosen) {
            lastChosen = least;
            sink.chosen(runs[(int) (least % WINDOW)], runLines[(int) (least % WINDOW)]);
        }
    }

    private static long power() {
        long power = 1;
        for (int i = 0; i < RUN; i++) {
            power *= BASE;
        }
        return power;
    }
}
