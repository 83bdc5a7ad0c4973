package dev.ordo.model.awq;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ordo.model.safetensors.FloatFormats;
import org.junit.jupiter.api.Test;

class FoldedScalesTest {

    @Test
    void theScalesTakeUpWhatTheNormLosesByRounding() {
        float[] norm = {1, 0.75f, -2, 1.5f};

        FoldedScales folded = FoldedScales.of(norm, new float[] {3, 0.7f, 1.1f, 1});

        for (int i = 0; i < norm.length; i++) {
            assertThat(folded.norm()[i]).isEqualTo(FloatFormats.roundToBf16(folded.norm()[i]));
            assertThat(folded.norm()[i] * folded.scales()[i]).isCloseTo(norm[i], within(norm[i]));
            assertThat(folded.scales()[i]).isPositive();
        }
        assertThat(folded.scales()[3]).isEqualTo(1);
    }

    /** Half a unit in the last place of float32, twice. */
    private static org.assertj.core.data.Offset<Float> within(float value) {
        return org.assertj.core.api.Assertions.within(Math.abs(value) * 0x1p-23f);
    }

    @Test
    void leavesColumnsAsTheyAreWhoseNormCannotTakeTheScale() {
        FoldedScales folded = FoldedScales.of(new float[] {0, 1e-38f, 3e38f}, new float[] {2, 1e10f, 1e-10f});

        assertThat(folded.norm()).containsExactly(0, 1e-38f, 3e38f);
        assertThat(folded.scales()).containsExactly(1, 1, 1);
    }
}
