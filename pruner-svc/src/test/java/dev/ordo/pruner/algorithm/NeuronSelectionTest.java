package dev.ordo.pruner.algorithm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NeuronSelectionTest {
    @Test
    void keepsTheStrongestInTheirOriginalOrder() {
        assertThat(NeuronSelection.strongest(new float[] {1, 5, 3, 4}, 3)).containsExactly(1, 2, 3);
    }

    @Test
    void keepsTheFirstOfEquals() {
        assertThat(NeuronSelection.strongest(new float[] {2, 1, 2, 2, 2}, 3)).containsExactly(0, 2, 3);
    }

    @Test
    void cutsRows() {
        float[] matrix = {1, 2, 3, 4, 5, 6};

        assertThat(NeuronSelection.rows(matrix, 2, new int[] {0, 2})).containsExactly(1, 2, 5, 6);
    }

    @Test
    void cutsColumns() {
        float[] matrix = {1, 2, 3, 4, 5, 6};

        assertThat(NeuronSelection.columns(matrix, 3, new int[] {1, 2})).containsExactly(2, 3, 5, 6);
    }
}
