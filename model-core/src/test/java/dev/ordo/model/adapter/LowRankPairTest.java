package dev.ordo.model.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class LowRankPairTest {
    /** Of a weight (3, 4), rank 2. */
    private final LowRankPair pair =
            new LowRankPair(2, 0.5, new float[] {1, 2, 3, 4, -1, 0.5f, 0, 2}, new float[] {1, 0, 2, -1, 0, 3});

    @Test
    void addsTheScaledProduct() {
        float[] weight = new float[12];
        weight[0] = 10;

        pair.addTo(weight);

        assertThat(weight).containsExactly(10.5f, 1, 1.5f, 2, 1.5f, 1.75f, 3, 3, -1.5f, 0.75f, 0, 3);
    }

    @Test
    void ofSomeRowsItIsThoseRowsOfTheProduct() {
        float[] weight = new float[8];

        pair.withRows(0, 2).addTo(weight);

        assertThat(weight).containsExactly(0.5f, 1, 1.5f, 2, -1.5f, 0.75f, 0, 3);
    }

    @Test
    void ofSomeColumnsItIsThoseColumnsOfTheProduct() {
        float[] weight = new float[6];

        pair.withColumns(1, 3).addTo(weight);

        assertThat(weight).containsExactly(1, 2, 1.75f, 3, 0.75f, 3);
    }

    @Test
    void beginsByChangingNothingWithNumbersOfTheSeedWithinTheBound() {
        LowRankPair first = LowRankPair.initial(8, 2, 5, 100, new Random(1));
        float[] weight = {1, 2, 3, 4, 5};
        LowRankPair.initial(8, 2, 5, 1, new Random(1)).addTo(weight);

        assertThat(weight).containsExactly(1, 2, 3, 4, 5);
        assertThat(first.a())
                .isEqualTo(LowRankPair.initial(8, 2, 5, 100, new Random(1)).a());
        assertThat(first.a())
                .isNotEqualTo(LowRankPair.initial(8, 2, 5, 100, new Random(2)).a());
        double sum = 0;
        double squares = 0;
        for (float value : first.a()) {
            assertThat(value).isBetween(-0.1f, 0.1f);
            sum += value;
            squares += value * value;
        }
        assertThat(sum / 800).isCloseTo(0, within(0.01));
        assertThat(Math.sqrt(squares / 800)).isCloseTo(0.1 / Math.sqrt(3), within(0.005));
    }

    @Test
    void refusesMatricesThatAreNoPair() {
        assertThatThrownBy(() -> new LowRankPair(2, 1, new float[3], new float[2]))
                .hasMessage("matrices of 3 and 2 values are no pair of rank 2");
    }
}
