package dev.ordo.events.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ordo.events.InvalidEventException;
import dev.ordo.events.Technique;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PruneRecipeTest {

    @Test
    void hasTheseDefaults() {
        assertThat(PruneRecipe.defaults())
                .isEqualTo(new PruneRecipe(0.3, NeuronSaliency.MINITRON, 0.0, 0.0, 128, 64, 256, "float32"));
    }

    @Test
    void takesWhatIsGiven() {
        PruneRecipe recipe = new PruneRecipe(0.5, NeuronSaliency.WANDA, 0.75, 0.25, 32, 8, 64, "float32");

        assertThat(recipe.sparsity()).isEqualTo(0.5);
        assertThat(recipe.saliency()).isEqualTo(NeuronSaliency.WANDA);
        assertThat(recipe.headSparsity()).isEqualTo(0.75);
        assertThat(recipe.layerSparsity()).isEqualTo(0.25);
        assertThat(recipe.multipleOf()).isEqualTo(32);
        assertThat(recipe.calibrationSamples()).isEqualTo(8);
        assertThat(recipe.sequenceLength()).isEqualTo(64);
        assertThat(recipe.computeDtype()).isEqualTo("float32");
    }

    @ParameterizedTest
    @ValueSource(doubles = {1.2, 1.0, -0.1, Double.NaN, Double.POSITIVE_INFINITY})
    void refusesASparsityThatLeavesNothingOrAdds(double sparsity) {
        assertRefused(
                () -> new PruneRecipe(sparsity, null, null, null, null, null, null, null),
                "recipes.prune.sparsity must be in [0, 1), was " + sparsity);
    }

    @ParameterizedTest
    @ValueSource(doubles = {1.2, 1.0, -0.1, Double.NaN, Double.POSITIVE_INFINITY})
    void refusesALayerSparsityThatLeavesNothingOrAdds(double sparsity) {
        assertRefused(
                () -> new PruneRecipe(null, null, null, sparsity, null, null, null, null),
                "recipes.prune.layerSparsity must be in [0, 1), was " + sparsity);
    }

    @ParameterizedTest
    @ValueSource(doubles = {1.2, 1.0, -0.1, Double.NaN, Double.POSITIVE_INFINITY})
    void refusesAHeadSparsityThatLeavesNothingOrAdds(double sparsity) {
        assertRefused(
                () -> new PruneRecipe(null, null, sparsity, null, null, null, null, null),
                "recipes.prune.headSparsity must be in [0, 1), was " + sparsity);
    }

    @ParameterizedTest
    @ValueSource(doubles = {1.2, 1.0, -0.1, Double.NaN, Double.POSITIVE_INFINITY})
    void refusesAChannelSparsityThatLeavesNothingOrAdds(double sparsity) {
        assertRefused(() -> channels(sparsity), "recipes.prune.channelSparsity must be in [0, 1), was " + sparsity);
    }

    @Test
    void cutsSomethingIfChannelsAreCut() {
        assertThat(channels(0.25).cutsNothing()).isFalse();
        assertThat(channels(0).cutsNothing()).isTrue();
        assertThat(channels(0.25).withTarget(9, 0).channelSparsity()).isEqualTo(0.25);
    }

    private static PruneRecipe channels(double sparsity) {
        return new PruneRecipe(0.0, null, null, null, null, null, null, null, null, null, null, sparsity);
    }

    @Test
    void cutsNothingOnlyIfNoAxisIsCut() {
        assertThat(new PruneRecipe(0.0, null, 0.0, 0.0, null, null, null, null).cutsNothing())
                .isTrue();
        assertThat(new PruneRecipe(0.0, null, 0.0, 0.1, null, null, null, null).cutsNothing())
                .isFalse();
        assertThat(new PruneRecipe(0.0, null, 0.1, 0.0, null, null, null, null).cutsNothing())
                .isFalse();
        assertThat(new PruneRecipe(0.1, null, 0.0, 0.0, null, null, null, null).cutsNothing())
                .isFalse();
    }

    @Test
    void allowsASparsityOfZero() {
        assertThat(new PruneRecipe(0.0, null, null, null, null, null, null, null).sparsity())
                .isZero();
    }

    @Test
    void refusesNumbersOutOfRange() {
        assertRefused(
                () -> new PruneRecipe(null, null, null, null, 0, null, null, null),
                "recipes.prune.multipleOf must be in [1, 4096], was 0");
        assertRefused(
                () -> new PruneRecipe(null, null, null, null, 4097, null, null, null),
                "recipes.prune.multipleOf must be in [1, 4096], was 4097");
        assertRefused(
                () -> new PruneRecipe(null, null, null, null, null, 0, null, null),
                "recipes.prune.calibrationSamples must be in [1, 100000], was 0");
        assertRefused(
                () -> new PruneRecipe(null, null, null, null, null, null, 7, null),
                "recipes.prune.sequenceLength must be in [8, 131072], was 7");
    }

    @Test
    void refusesAnotherNumberFormat() {
        assertRefused(
                () -> new PruneRecipe(null, null, null, null, null, null, null, "bfloat16"),
                "recipes.prune.computeDtype must be float32, was 'bfloat16'");
    }

    @Test
    void aTargetTakesThePlaceOfTheSparsity() {
        PruneRecipe parameters = PruneRecipe.defaults().withTarget(1_000_000, 0);
        PruneRecipe bytes = parameters.withTarget(0, 2_000_000);

        assertThat(parameters.sparsity()).isZero();
        assertThat(parameters.targetParameters()).isEqualTo(1_000_000);
        assertThat(bytes.targetParameters()).isZero();
        assertThat(bytes.targetBytes()).isEqualTo(2_000_000);
        assertThat(bytes.cutsNothing()).isFalse();
        assertThat(bytes.withTarget(0, 0)).isEqualTo(PruneRecipe.defaults());
    }

    @Test
    void refusesATargetBesideASparsityOrAnotherTarget() {
        assertRefused(
                () -> new PruneRecipe(0.3, null, null, null, null, null, null, null, 9L, null, null, null),
                "recipes.prune.sparsity must be 0 with targetParameters, was 0.3");
        assertRefused(
                () -> new PruneRecipe(0.3, null, null, null, null, null, null, null, null, 9L, null, null),
                "recipes.prune.sparsity must be 0 with targetBytes, was 0.3");
        assertRefused(
                () -> PruneRecipe.defaults().withTarget(8, 9),
                "recipes.prune.targetBytes must be 0 with targetParameters, was 9");
        assertRefused(
                () -> PruneRecipe.defaults().withTarget(-1, 0),
                "recipes.prune.targetParameters must be in [0, 1125899906842624], was -1");
        assertRefused(
                () -> PruneRecipe.defaults().withTarget(0, -1),
                "recipes.prune.targetBytes must be in [0, 1125899906842624], was -1");
    }

    @Test
    void isPruningThatDrawsNothing() {
        assertThat(PruneRecipe.defaults().technique()).isEqualTo(Technique.PRUNE);
        assertThat(PruneRecipe.defaults().draws()).isFalse();
    }

    @Test
    void refusesASaliencyThatThereIsNot() {
        assertRefused(
                () -> NeuronSaliency.ofLabel("taylor"),
                "recipes.prune.saliency must be one of minitron, mixture, wanda, was 'taylor'");
    }

    @Test
    void refusesALayerSaliencyThatThereIsNot() {
        assertRefused(
                () -> LayerSaliency.ofLabel("cosine"),
                "recipes.prune.layerSaliency must be one of block-influence, perplexity, was 'cosine'");
    }

    private static void assertRefused(Runnable making, String message) {
        assertThatThrownBy(making::run)
                .isInstanceOf(InvalidEventException.class)
                .hasMessage(message);
    }
}
