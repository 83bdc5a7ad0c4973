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
        return new PruneParameters(sparsity, 0, 0, multipleOf, 4, 32);
    }

    @Test
    void roundsTheLayersThatStayAndLeavesOneAtLeast() {
        assertThat(depth(0).keptLayers(7)).isEqualTo(7);
        assertThat(depth(0.25).keptLayers(30)).isEqualTo(23);
        assertThat(depth(0.2).keptLayers(36)).isEqualTo(29);
        assertThat(depth(0.01).keptLayers(30)).isEqualTo(30);
        assertThat(depth(0.99).keptLayers(2)).isEqualTo(1);
    }

    @Test
    void roundsTheHeadsThatStayAndLeavesOneAtLeast() {
        PruneParameters half = new PruneParameters(0, 0.5, 0, 1, 4, 32);

        assertThat(half.keptHeads(8)).isEqualTo(4);
        assertThat(half.keptHeads(3)).isEqualTo(2);
        assertThat(half.keptHeads(1)).isEqualTo(1);
    }

    private static PruneParameters depth(double layerSparsity) {
        return new PruneParameters(0, 0, layerSparsity, 1, 4, 32);
    }
}
