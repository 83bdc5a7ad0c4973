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
        assertThat(QuantizeRecipe.defaults()).isEqualTo(new QuantizeRecipe("rtn", 4, 128));
    }

    @ParameterizedTest
    @ValueSource(ints = {32, 64, 128})
    void allowsTheGroupSizesOfThePackedFormats(int groupSize) {
        assertThat(new QuantizeRecipe(null, null, groupSize).groupSize()).isEqualTo(groupSize);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 16, 96, 256})
    void refusesOtherGroupSizes(int groupSize) {
        assertRefused(
                () -> new QuantizeRecipe(null, null, groupSize),
                "recipes.quantize.groupSize must be 32, 64 or 128, was " + groupSize);
    }

    @Test
    void refusesAnotherMethod() {
        assertRefused(
                () -> new QuantizeRecipe("magic", null, null), "recipes.quantize.method must be rtn, was 'magic'");
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 8})
    void refusesOtherWidths(int bits) {
        assertRefused(
                () -> new QuantizeRecipe(null, bits, null), "recipes.quantize.bits must be in [4, 4], was " + bits);
    }

    @Test
    void isQuantizationThatDrawsNothing() {
        assertThat(QuantizeRecipe.defaults().technique()).isEqualTo(Technique.QUANTIZE);
        assertThat(QuantizeRecipe.defaults().draws()).isFalse();
    }

    private static void assertRefused(Runnable making, String message) {
        assertThatThrownBy(making::run)
                .isInstanceOf(InvalidEventException.class)
                .hasMessage(message);
    }
}
