package dev.ordo.model.gptq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import dev.ordo.events.error.ErrorCode;
import dev.ordo.model.awq.AwqQuantizer;
import dev.ordo.model.packed.PackedLayout;
import dev.ordo.model.packed.PackedWeight;
import dev.ordo.model.packed.PackedWeightException;
import dev.ordo.model.quantization.RoundToNearest;
import dev.ordo.model.torch.TensorScope;
import dev.ordo.model.torch.TorchOptions;
import dev.ordo.model.torch.TorchSession;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GptqQuantizerTest {
    private static final int ROWS = 8;
    private static final int COLUMNS = 64;
    private static final PackedLayout LAYOUT = new PackedLayout(ROWS, COLUMNS, 4, 32);

    private final TorchSession session = TorchSession.open(TorchOptions.cpu(1));
    private final TensorScope scope = session.scope();

    @AfterEach
    void close() {
        scope.close();
        session.close();
    }

    @Test
    void roundsToNearestWhereInputsHaveNothingToDoWithEachOther() {
        float[] weights = new float[ROWS * COLUMNS];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (i * 37 % 31 - 15) / 16f;
        }

        PackedWeight packed = quantize(weights, oneByOne(), 0.01);

        assertThat(packed.scales())
                .isEqualTo(RoundToNearest.grids(LAYOUT, weights).scales());
        assertThat(packed.unpack())
                .isEqualTo(RoundToNearest.quantize(LAYOUT, weights).unpack());
    }

    @Test
    void leavesLessErrorInTheOutputsThanRoundingToNearest() {
        float[] weights = random(ROWS * COLUMNS, 1);
        float[] inputs = alike(100);

        float[] gptq = quantize(weights, inputs, 0.01).dequantize();
        float[] rtn = RoundToNearest.quantize(LAYOUT, weights).dequantize();

        assertThat(outputError(weights, gptq, inputs)).isLessThan(0.5 * outputError(weights, rtn, inputs));
    }

    /** Whose clipping is held against a computation in float64: {@code AwqQuantizerGoldenTest}. */
    @Test
    void clipsGroupsAsAwqDoesWhereColumnsAreAsTheyAre() {
        float[] inputs = alike(100);
        float[] weights = random(ROWS * COLUMNS, 1);
        float[] ones = new float[COLUMNS];
        Arrays.fill(ones, 1);
        NDArray batch = session.floats(scope.manager(), inputs, inputs.length / COLUMNS, COLUMNS);

        PackedWeight clipped = quantize(weights, inputs, new GptqOptions(true, 0.01, true));

        try (AwqQuantizer awq = new AwqQuantizer(session)) {
            NDArray weight = session.floats(scope.manager(), weights, ROWS, COLUMNS);
            PackedWeight expected = awq.round(
                            scope.manager(),
                            LAYOUT,
                            "w",
                            weight,
                            ones,
                            awq.statistics(scope.manager(), COLUMNS, each -> each.accept(batch)))
                    .packed();
            assertThat(clipped.scales()).isEqualTo(expected.scales());
        }
        assertThat(clipped.scales())
                .isNotEqualTo(RoundToNearest.grids(LAYOUT, weights).scales());
    }

    @Test
    void zeroesTheWeightsOfAnInputThatIsNeverStirred() {
        float[] inputs = alike(100);
        for (int i = 5; i < inputs.length; i += COLUMNS) {
            inputs[i] = 0;
        }

        byte[] values = quantize(random(ROWS * COLUMNS, 1), inputs, 0.01).unpack();

        for (int row = 0; row < ROWS; row++) {
            assertThat(values[row * COLUMNS + 5]).isZero();
        }
    }

    @Test
    void quantizesWeightsOfOneInputTogetherAsEachAlone() {
        float[] inputs = alike(100);
        float[] first = random(ROWS * COLUMNS, 1);
        float[] second = random(ROWS * COLUMNS / 2, 4);
        PackedLayout half = new PackedLayout(ROWS / 2, COLUMNS, LAYOUT.bits(), LAYOUT.groupSize(), LAYOUT.numbers());

        try (GptqQuantizer quantizer = new GptqQuantizer(session, new GptqOptions(true, 0.01))) {
            NDArray hessian = hessian(quantizer, inputs);
            List<GptqQuantizer.Rounded> together = quantizer.quantize(
                    scope.manager(),
                    List.of(
                            new GptqQuantizer.Weight(
                                    "first", LAYOUT, session.floats(scope.manager(), first, ROWS, COLUMNS)),
                            new GptqQuantizer.Weight(
                                    "second", half, session.floats(scope.manager(), second, ROWS / 2, COLUMNS))),
                    hessian);

            assertThat(together.get(0).packed().unpack())
                    .isEqualTo(quantize(first, inputs, 0.01).unpack());
            assertThat(TorchSession.toFloats(together.get(1).weight()))
                    .isEqualTo(together.get(1).packed().dequantize());
            GptqQuantizer.Weight alone = new GptqQuantizer.Weight(
                    "second", half, session.floats(scope.manager(), second, ROWS / 2, COLUMNS));
            assertThat(together.get(1).packed().unpack())
                    .isEqualTo(quantizer
                            .quantize(scope.manager(), List.of(alone), hessian)
                            .get(0)
                            .packed()
                            .unpack());
        }
    }

    @Test
    void namesTheWeightOfWhichCalibrationSaysTooLittle() {
        assertThatThrownBy(() -> quantize(random(ROWS * COLUMNS, 1), alike(2), 0))
                .isInstanceOfSatisfying(HessianException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.INVALID_RECIPE);
                    assertThat(e)
                            .hasMessage(
                                    "some.weight: its inputs' Hessian is not positive definite with a damping of 0.0"
                                            + "; expected more calibration text, or more damping");
                });
    }

    @ParameterizedTest
    @CsvSource({"Infinity, false", "Infinity, true", "NaN, false", "NaN, true", "3.4e38, false", "3.4e38, true"})
    void namesAWeightThatIsNoNumber(float number, boolean clip) {
        float[] weights = random(ROWS * COLUMNS, 1);
        weights[COLUMNS + 2] = number;

        assertThatThrownBy(() -> quantize(weights, alike(100), new GptqOptions(true, 0.01, clip)))
                .isInstanceOf(PackedWeightException.class)
                .hasMessage("some.weight: weight (1, 2) is " + number);
    }

    private PackedWeight quantize(float[] weights, float[] inputs, double damping) {
        return quantize(weights, inputs, new GptqOptions(true, damping));
    }

    private PackedWeight quantize(float[] weights, float[] inputs, GptqOptions options) {
        try (GptqQuantizer quantizer = new GptqQuantizer(session, options)) {
            NDArray hessian = hessian(quantizer, inputs);
            NDArray weight = session.floats(scope.manager(), weights, ROWS, COLUMNS);
            return quantizer
                    .quantize(
                            scope.manager(), List.of(new GptqQuantizer.Weight("some.weight", LAYOUT, weight)), hessian)
                    .get(0)
                    .packed();
        }
    }

    private NDArray hessian(GptqQuantizer quantizer, float... inputs) {
        NDArray hessian = quantizer.hessian(scope.manager(), COLUMNS);
        quantizer.add(hessian, session.floats(scope.manager(), inputs, inputs.length / COLUMNS, COLUMNS));
        return hessian;
    }

    /** Every input alone, once. */
    private static float[] oneByOne() {
        float[] inputs = new float[COLUMNS * COLUMNS];
        for (int i = 0; i < COLUMNS; i++) {
            inputs[i * COLUMNS + i] = 1;
        }
        return inputs;
    }

    /** Samples whose inputs mostly go together. */
    private static float[] alike(int samples) {
        float[] inputs = random(samples * COLUMNS, 2);
        float[] common = random(samples, 3);
        for (int i = 0; i < inputs.length; i++) {
            inputs[i] = 0.3f * inputs[i] + common[i / COLUMNS];
        }
        return inputs;
    }

    private static double outputError(float[] weights, float[] rounded, float[] inputs) {
        double sum = 0;
        for (int sample = 0; sample < inputs.length / COLUMNS; sample++) {
            for (int row = 0; row < ROWS; row++) {
                double difference = 0;
                for (int column = 0; column < COLUMNS; column++) {
                    int at = row * COLUMNS + column;
                    difference += (weights[at] - rounded[at]) * inputs[sample * COLUMNS + column];
                }
                sum += difference * difference;
            }
        }
        return sum;
    }

    private static float[] random(int count, long seed) {
        Random random = new Random(seed);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
