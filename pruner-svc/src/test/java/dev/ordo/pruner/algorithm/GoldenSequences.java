package dev.ordo.pruner.algorithm;

import dev.ordo.model.decoder.TokenBatch;
import dev.ordo.model.testing.GoldenNumbers;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The token sequences of the fixtures that tools/golden makes for pruning: of all ids, one after the other, the i-th is (31 i^2 + 7 i) mod 64.
 *
 * @param count how many there are
 * @param length tokens of each
 */
record GoldenSequences(int count, int length) {
    static GoldenSequences of(GoldenNumbers golden) {
        return new GoldenSequences(golden.number("sequences"), golden.number("length"));
    }

    /** The first one. */
    int[] first() {
        return ids(length);
    }

    /** All of them in two batches, the first of {@code some} sequences. */
    List<TokenBatch> split(int some) {
        return batches(some, count - some);
    }

    /** From the first on, in batches of so many sequences each. */
    List<TokenBatch> batches(int... sizes) {
        int[] ids = ids(count * length);
        List<TokenBatch> batches = new ArrayList<>();
        int begun = 0;
        for (int size : sizes) {
            batches.add(TokenBatch.of(ids, begun * length, size, length));
            begun += size;
        }
        return batches;
    }

    private static int[] ids(int tokens) {
        return IntStream.range(0, tokens).map(i -> (31 * i * i + 7 * i) % 64).toArray();
    }
}
