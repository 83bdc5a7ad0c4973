package dev.ordo.events.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ordo.events.InvalidEventException;
import dev.ordo.events.Technique;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuantizeRecipeTest {

    @Test
    void hasTheseDefaults() {
        assertThat(QuantizeRecipe.defaults()).isEqualTo(new QuantizeRecipe("rtn", 4, 128, null, null, null, null));
    }

    @ParameterizedTest
    @ValueSource(ints = {32, 64, 128})
    void allowsTheGroupSizesOfThePackedFormats(int groupSize) {
        assertThat(new QuantizeRecipe(null, groupSize).groupSize()).isEqualTo(groupSize);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 16, 96, 256})
    void refusesOtherGroupSizes(int groupSize) {
        assertRefused(
                () -> new QuantizeRecipe(null, groupSize),
                "recipes.quantize.groupSize must be 32, 64 or 128, was " + groupSize);
    }

    @Test
    void refusesAnotherMethod() {
        assertRefused(() -> recipe("magic"), "recipes.quantize.method must be rtn, gptq, awq or nf4, was 'magic'");
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 8})
    void allowsTheWidthsOfThePackedFormats(int bits) {
        assertThat(new QuantizeRecipe(bits, null).bits()).isEqualTo(bits);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5, 16})
    void refusesOtherWidths(int bits) {
        assertRefused(() -> new QuantizeRecipe(bits, null), "recipes.quantize.bits must be 2, 3, 4 or 8, was " + bits);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 8, 16})
    void allowsAnEmbeddingOfThePackedWidthsOrAsItIs(int bits) {
        assertThat(embedding(bits).embeddingBits()).isEqualTo(bits);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5, 32})
    void refusesAnEmbeddingOfAnotherWidth(int bits) {
        assertRefused(() -> embedding(bits), "recipes.quantize.embeddingBits must be 2, 3, 4, 8 or 16, was " + bits);
    }

    @Test
    void leavesTheEmbeddingAsItIsAndRefusesWhatGroupsDoNotDivideUnlessToldOtherwise() {
        assertThat(QuantizeRecipe.defaults().embeddingBits()).isEqualTo(16);
        assertThat(QuantizeRecipe.defaults().keepIndivisible()).isFalse();
        assertThat(QuantizeRecipe.defaults().symmetric()).isTrue();
        assertThat(QuantizeRecipe.defaults().unsaid())
                .containsOnlyKeys("embeddingBits", "keepIndivisible", "targetBytes", "symmetric", "clip");
    }

    @ParameterizedTest
    @ValueSource(strings = {"awq", "nf4"})
    void refusesZeroPointsWhereAMethodHasNone(String method) {
        assertRefused(() -> asymmetric(method, null), "recipes.quantize.symmetric must be true with method " + method);
        assertThat(asymmetric("gptq", null).withMethod(method).symmetric()).isTrue();
    }

    @Test
    void refusesZeroPointsWithATargetInBytes() {
        assertRefused(() -> asymmetric("rtn", 9L), "recipes.quantize.symmetric must be true with targetBytes");
    }

    private static QuantizeRecipe asymmetric(String method, Long targetBytes) {
        return new QuantizeRecipe(method, null, null, null, null, null, null, null, null, targetBytes, false, null);
    }

    @Test
    void clipsGroupsOfGptqAloneAndOnlySymmetricOnes() {
        assertThat(recipe("gptq").clip()).isFalse();
        assertThat(clipped("gptq", null).clip()).isTrue();
        assertThat(clipped("gptq", null).withMethod("awq").clip()).isNull();
        assertRefused(
                () -> clipped("rtn", null), "recipes.quantize.clip is of method gptq alone, and the method is rtn");
        assertRefused(() -> clipped("gptq", false), "recipes.quantize.clip must be false where symmetric is");
    }

    private static QuantizeRecipe clipped(String method, Boolean symmetric) {
        return new QuantizeRecipe(method, null, null, null, null, null, null, null, null, null, symmetric, true);
    }

    private static QuantizeRecipe embedding(int bits) {
        return new QuantizeRecipe(null, null, null, null, null, null, null, bits, null, null, null, null);
    }

    @Test
    void gptqHasTheseDefaultsAndReadsData() {
        assertThat(recipe("gptq")).isEqualTo(new QuantizeRecipe("gptq", 4, 128, true, 0.01, 64, 256));
        assertThat(recipe("gptq").readsData()).isTrue();
        assertThat(recipe("rtn").readsData()).isFalse();
    }

    @Test
    void refusesWhatGptqCannotWorkWith() {
        assertRefused(
                () -> new QuantizeRecipe("gptq", null, null, null, 0.0, null, null),
                "recipes.quantize.damping must be in [1.0E-6, 1.0], was 0.0");
        assertRefused(
                () -> new QuantizeRecipe("gptq", null, null, null, null, 0, null),
                "recipes.quantize.calibrationSamples must be in [1, 100000], was 0");
        assertRefused(
                () -> new QuantizeRecipe("gptq", null, null, null, null, null, 7),
                "recipes.quantize.sequenceLength must be in [8, 131072], was 7");
    }

    @Test
    void refusesRoundToNearestWithWhatOnlyGptqTakes() {
        assertRefused(
                () -> new QuantizeRecipe(null, null, null, null, 0.01, null, null),
                "recipes.quantize.damping is of method gptq alone, and the method is rtn");
        assertRefused(
                () -> new QuantizeRecipe("rtn", null, null, false, null, null, null),
                "recipes.quantize.actOrder is of method gptq alone, and the method is rtn");
    }

    @Test
    void nf4HasOneWidthAndOneBlock() {
        assertThat(recipe("nf4")).isEqualTo(new QuantizeRecipe("nf4", 4, 64, null, null, null, null));
        assertThat(recipe("nf4").readsData()).isFalse();
        assertRefused(
                () -> new QuantizeRecipe("nf4", 8, null, null, null, null, null),
                "recipes.quantize.bits must be 4 with method nf4, was 8");
        assertRefused(
                () -> new QuantizeRecipe("nf4", null, 128, null, null, null, null),
                "recipes.quantize.groupSize must be 64 with method nf4, was 128");
        assertRefused(
                () -> new QuantizeRecipe("nf4", null, null, null, null, null, null, 8, null, null, null, null),
                "recipes.quantize.embeddingBits must be 16 with method nf4, was 8");
        assertRefused(
                () -> new QuantizeRecipe("nf4", null, null, true, null, null, null),
                "recipes.quantize.actOrder is of method gptq alone, and the method is nf4");
    }

    @Test
    void anotherMethodKeepsBitsAndGroupsAndTakesItsOwnDefaults() {
        QuantizeRecipe own = new QuantizeRecipe("gptq", 8, 32, false, 0.1, 7, 9);

        assertThat(own.withMethod("gptq")).isEqualTo(own);
        assertThat(own.withMethod("rtn")).isEqualTo(new QuantizeRecipe(8, 32));
        assertThat(own.withMethod("rtn").withMethod("gptq"))
                .isEqualTo(new QuantizeRecipe("gptq", 8, 32, null, null, null, null));
        assertThat(own.withMethod("nf4")).isEqualTo(recipe("nf4"));
    }

    @Test
    void anotherMethodKeepsTheEmbeddingsWidthAndWhatBecomesOfTheIndivisible() {
        QuantizeRecipe own = new QuantizeRecipe("rtn", 4, 32, null, null, null, null, 8, true, null, null, null);

        assertThat(own.withMethod("gptq"))
                .isEqualTo(new QuantizeRecipe("gptq", 4, 32, null, null, null, null, 8, true, null, null, null));
    }

    @Test
    void aTargetInBytesReadsCalibrationTextByAnyMethod() {
        QuantizeRecipe rounding = QuantizeRecipe.defaults().withTargetBytes(1_000_000);

        assertThat(rounding)
                .isEqualTo(new QuantizeRecipe("rtn", 4, 128, null, null, 64, 256, null, null, 1_000_000L, null, null));
        assertThat(rounding.readsData()).isTrue();
        assertThat(rounding.withTargetBytes(0)).isEqualTo(QuantizeRecipe.defaults());
        assertThat(rounding.withMethod("gptq").targetBytes()).isEqualTo(1_000_000);
        assertRefused(
                () -> QuantizeRecipe.defaults().withTargetBytes(-1),
                "recipes.quantize.targetBytes must be in [0, 1125899906842624], was -1");
        assertRefused(
                () -> new QuantizeRecipe("rtn", null, null, null, null, 8, null),
                "recipes.quantize.calibrationSamples is of method gptq or awq, or of targetBytes, and there is"
                        + " neither");
    }

    @Test
    void awqReadsDataAndTakesNothingOfGptqs() {
        assertThat(recipe("awq")).isEqualTo(new QuantizeRecipe("awq", 4, 128, null, null, 64, 256));
        assertThat(recipe("awq").readsData()).isTrue();
        assertRefused(
                () -> new QuantizeRecipe("awq", null, null, null, 0.01, null, null),
                "recipes.quantize.damping is of method gptq alone, and the method is awq");
    }

    @Test
    void isQuantizationThatDrawsNothing() {
        assertThat(QuantizeRecipe.defaults().technique()).isEqualTo(Technique.QUANTIZE);
        assertThat(QuantizeRecipe.defaults().draws()).isFalse();
    }

    private static QuantizeRecipe recipe(String method) {
        return new QuantizeRecipe(method, null, null, null, null, null, null);
    }

    private static void assertRefused(Runnable making, String message) {
        assertThatThrownBy(making::run)
                .isInstanceOf(InvalidEventException.class)
                .hasMessage(message);
    }
}
