package dev.ordo.model.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ordo.model.decoder.TokenBatch;
import dev.ordo.model.decoder.TokenMask;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WindowSamplerTest {
    private static final int[] TEXT = IntStream.range(0, 101).toArray();

    @Test
    void readsEveryWindowOfAnEpochOnce() {
        WindowSampler sampler = new WindowSampler(TEXT, 3, 10, 1);

        List<Long> starts = new ArrayList<>();
        for (int step = 0; step < 3; step++) {
            starts.addAll(starts(sampler.batch(step)));
        }

        assertThat(sampler.windowsPerEpoch()).isEqualTo(9);
        long phase = starts.stream().min(Long::compare).orElseThrow();
        assertThat(phase).isBetween(0L, 9L);
        assertThat(starts)
                .containsExactlyInAnyOrder(
                        IntStream.range(0, 9).mapToObj(i -> phase + 10 * i).toArray(Long[]::new));
    }

    @Test
    void givesRunsOfTheTextOneTokenLongerThanWhatIsScored() {
        TokenBatch batch = new WindowSampler(TEXT, 2, 10, 1).batch(0);

        assertThat(batch.length()).isEqualTo(11);
        for (int row = 0; row < 2; row++) {
            for (int i = 1; i < 11; i++) {
                assertThat(batch.ids()[row * 11 + i]).isEqualTo(batch.ids()[row * 11 + i - 1] + 1);
            }
        }
    }

    @Test
    void givesAStepTheSameBatchHoweverItGotThere() {
        WindowSampler walked = new WindowSampler(TEXT, 4, 10, 7);
        for (int step = 0; step < 20; step++) {
            walked.batch(step);
        }

        assertThat(new WindowSampler(TEXT, 4, 10, 7).batch(20).ids())
                .isEqualTo(walked.batch(20).ids());
        assertThat(walked.batch(3).ids())
                .isEqualTo(new WindowSampler(TEXT, 4, 10, 7).batch(3).ids());
    }

    @Test
    void shufflesOtherwiseInAnotherEpochAndWithAnotherSeed() {
        WindowSampler sampler = new WindowSampler(TEXT, 9, 10, 1);

        assertThat(sampler.batch(0).ids()).isNotEqualTo(sampler.batch(1).ids());
        assertThat(sampler.batch(0).ids())
                .isNotEqualTo(new WindowSampler(TEXT, 9, 10, 2).batch(0).ids());
    }

    @Test
    void refusesATextShorterThanTwoWindows() {
        assertThatThrownBy(() -> new WindowSampler(new int[20], 1, 10, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a text of 20 tokens is too short for windows of 10: it needs 21");
        assertThat(new WindowSampler(new int[21], 1, 10, 1).windowsPerEpoch()).isEqualTo(1);
    }

    private static List<Long> starts(TokenBatch batch) {
        return IntStream.range(0, batch.sequences())
                .mapToObj(row -> batch.ids()[row * batch.length()])
                .toList();
    }

    @Test
    void passesOverWindowsInWhichNothingCounts() {
        BitSet counted = new BitSet();
        counted.set(40, 52);
        WindowSampler sampler = new WindowSampler(TEXT, TokenMask.of(counted), 2, 10, 3);

        for (int step = 0; step < 30; step++) {
            TokenBatch batch = sampler.batch(step);
            for (int row = 0; row < 2; row++) {
                int from = row * 11;
                assertThat(batch.mask().count(from + 1, from + 11)).isPositive();
                for (int i = from; i < from + 11; i++) {
                    assertThat(batch.mask().counts(i)).isEqualTo(counted.get((int) batch.ids()[i]));
                }
            }
        }
    }

    @Test
    void aMaskOfEverythingDrawsTheBatchesOfPlainText() {
        BitSet counted = new BitSet();
        counted.set(0, 101);
        WindowSampler masked = new WindowSampler(TEXT, TokenMask.of(counted), 3, 10, 5);
        WindowSampler plain = new WindowSampler(TEXT, 3, 10, 5);

        for (int step = 0; step < 20; step++) {
            assertThat(masked.batch(step).ids()).isEqualTo(plain.batch(step).ids());
            assertThat(masked.batch(step).scored()).isEqualTo(plain.batch(step).scored());
        }
    }

    @Test
    void refusesATextOfWhichNothingCountsForCertain() {
        BitSet counted = new BitSet();
        counted.set(0, 9);

        assertThatThrownBy(() -> new WindowSampler(TEXT, TokenMask.of(counted), 1, 10, 1))
                .hasMessage("none of the 101 tokens counts but such as may fall outside the windows of 10");
    }
}
