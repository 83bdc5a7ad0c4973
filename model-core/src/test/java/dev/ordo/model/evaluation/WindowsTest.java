package dev.ordo.model.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ordo.model.decoder.TokenBatch;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WindowsTest {
    @ParameterizedTest
    @CsvSource({
        "100, 10, 90", // ten whole windows
        "105, 10, 94", // and one of 5
        "101, 10, 90", // a single token left over scores nothing
        "7, 10, 6", // less than a window
        "5000, 4096, 4997", // 2048 at most: 2 whole windows and one of 904
        "2, 2, 1"
    })
    void scoresAllButTheFirstTokenOfEachWindow(int tokens, int context, int scored) {
        List<TokenBatch> batches = new Windows(new int[tokens], context).batches();

        int sum =
                batches.stream().mapToInt(b -> b.sequences() * (b.length() - 1)).sum();

        assertThat(sum).isEqualTo(scored);
    }

    @Test
    void readsEachTokenOnceAndInOrder() {
        int[] text = IntStream.range(0, 9000).toArray();

        long[] read = new Windows(text, 512)
                .batches().stream()
                        .flatMapToLong(batch -> LongStream.of(batch.ids()))
                        .toArray();

        assertThat(read).isEqualTo(IntStream.range(0, 9000).asLongStream().toArray());
    }

    @Test
    void holdsNoMoreThanFourThousandTokensInABatch() {
        assertThat(new Windows(new int[100_000], 512).batches())
                .allSatisfy(batch -> assertThat(batch.ids().length).isLessThanOrEqualTo(4096));
    }

    @Test
    void refusesTextsAndContextsThatScoreNothing() {
        assertThatThrownBy(() -> new Windows(new int[1], 10)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Windows(new int[10], 1)).isInstanceOf(IllegalArgumentException.class);
    }
}
