package dev.ordo.pruner.algorithm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PruneParametersTest {
    @Test
    void roundsTheWidthThatStaysToTheNearestMultiple() {
        assertThat(sparsity(0.3, 128).keptWidth(11008)).isEqualTo(7680);
        assertThat(sparsity(0.4, 64).keptWidth(1024)).isEqualTo(640);
    }

    @Test
    void roundsHalvesUp() {
        assertThat(sparsity(0.25, 64).keptWidth(128)).isEqualTo(128);
        assertThat(sparsity(0.5, 64).keptWidth(192)).isEqualTo(128);
    }

    @Test
    void keepsAtLeastOneMultiple() {
        assertThat(sparsity(0.99, 64).keptWidth(256)).isEqualTo(64);
    }

    @Test
    void neverKeepsMoreThanThereWere() {
        assertThat(sparsity(0.1, 128).keptWidth(100)).isEqualTo(100);
        assertThat(sparsity(0.1, 128).keptWidth(200)).isEqualTo(128);
    }

    @Test
    void leavesAnyWidthAloneAtSparsityZero() {
        assertThat(sparsity(0, 128).keptWidth(300)).isEqualTo(300);
    }

    private static PruneParameters sparsity(double sparsity, int multipleOf) {
        return new PruneParameters(sparsity, multipleOf, 4, 32);
    }
}
