package dev.ordo.model.quantization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ordo.events.error.ErrorCode;
import dev.ordo.model.packed.PackedLayout;
import dev.ordo.model.packed.PackedWeight;
import dev.ordo.model.packed.PackedWeightException;
import dev.ordo.model.safetensors.FloatFormats;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RoundToNearestTest {
    private static final PackedLayout LAYOUT = new PackedLayout(2, 64, 4, 32);

    @Test
    void mapsAPositiveExtremeToSevenAndANegativeOneToMinusEight() {
        float[] weights = new float[128];
        weights[0] = 0.75f;
        weights[32] = -0.75f;

        byte[] values = RoundToNearest.quantize(LAYOUT, weights).unpack();

        assertThat(values[0]).isEqualTo((byte) 7);
        assertThat(values[32]).isEqualTo((byte) -8);
    }

    @Test
    void scalesEveryGroupByItsOwnExtreme() {
        float[] weights = new float[128];
        weights[0] = 7.5f;
        weights[32] = 15f;
        weights[64] = 30f;
        weights[127] = -60f;

        short[] scales = RoundToNearest.quantize(LAYOUT, weights).scales();

        assertThat(scales).containsExactly((short) 0x3f80, (short) 0x4000, (short) 0x4080, (short) 0x4100);
    }

    @Test
    void keepsAGroupOfZerosZero() {
        PackedWeight weight = RoundToNearest.quantize(LAYOUT, new float[128]);

        assertThat(weight.dequantize()).containsOnly(0f);
    }

    @Test
    void missesNoWeightByMoreThanAScaleAndItsRounding() {
        float[] weights = random(3);

        PackedWeight packed = RoundToNearest.quantize(LAYOUT, weights);

        float[] back = packed.dequantize();
        for (int i = 0; i < weights.length; i++) {
            float scale = Float.intBitsToFloat(packed.scales()[i / 32] << 16);
            // Half a step, half another for the extreme that is clamped to 7, and bfloat16's 2^-8 on the way there and
            // back.
            assertThat(Math.abs(back[i] - weights[i])).isLessThan(scale * 0.5f + Math.abs(weights[i]) * 0x1p-7f);
        }
    }

    @Test
    void leavesItsInputAsItWas() {
        float[] weights = random(4);

        RoundToNearest.quantize(LAYOUT, weights);

        assertThat(weights).isEqualTo(random(4));
    }

    @Test
    void givesTheSameIntegersForWeightsThatDifferOnlyBelowBfloat16() {
        float[] weights = random(5);
        float[] rounded = weights.clone();
        for (int i = 0; i < rounded.length; i++) {
            rounded[i] = FloatFormats.roundToBf16(rounded[i]);
        }

        assertThat(RoundToNearest.quantize(LAYOUT, weights).packed())
                .isEqualTo(RoundToNearest.quantize(LAYOUT, rounded).packed());
    }

    @Test
    void refusesAWeightThatIsNotANumberAndSaysWhere() {
        float[] weights = random(6);
        weights[64 + 3] = Float.NaN;

        assertThatThrownBy(() -> RoundToNearest.quantize(LAYOUT, weights))
                .isInstanceOfSatisfying(
                        PackedWeightException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_CHECKPOINT))
                .hasMessageContaining("(1, 3) is NaN");
    }

    @Test
    void refusesAnInfiniteWeight() {
        float[] weights = random(7);
        weights[5] = Float.NEGATIVE_INFINITY;

        assertThatThrownBy(() -> RoundToNearest.quantize(LAYOUT, weights)).hasMessageContaining("(0, 5) is -Infinity");
    }

    @Test
    void takesWeightsInPiecesOfAnyLength() {
        float[] weights = random(8);
        PackedWeight whole = RoundToNearest.quantize(LAYOUT, weights);

        int[] ends = {0, 1, 50, 70, 127, 128};
        PackedWeight found = RoundToNearest.quantize(
                LAYOUT,
                IntStream.range(1, ends.length).mapToObj(i -> Arrays.copyOfRange(weights, ends[i - 1], ends[i])));

        assertThat(found.packed()).containsExactly(whole.packed());
        assertThat(found.scales()).containsExactly(whole.scales());
        assertThat(found.pieces().toList()).containsExactly(whole.dequantize());
    }

    @Test
    void refusesMoreWeightsThanTheLayoutHas() {
        assertThatThrownBy(() -> RoundToNearest.quantize(LAYOUT, Stream.of(new float[100], new float[29])))
                .hasMessageContaining("needs 128 weights, has 129");
    }

    @Test
    void refusesAnotherNumberOfWeightsThanTheLayoutHas() {
        assertThatThrownBy(() -> RoundToNearest.quantize(LAYOUT, new float[127]))
                .hasMessageContaining("needs 128 weights, has 127");
    }

    private static float[] random(long seed) {
        Random random = new Random(seed);
        float[] values = new float[128];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian() * 0.05f;
        }
        return values;
    }
}
