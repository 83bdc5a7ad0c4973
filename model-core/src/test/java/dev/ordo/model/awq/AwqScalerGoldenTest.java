package dev.ordo.model.awq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDList;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.ordo.model.safetensors.FloatFormats;
import dev.ordo.model.torch.TensorScope;
import dev.ordo.model.torch.TorchOptions;
import dev.ordo.model.torch.TorchSession;
import java.io.IOException;
import java.util.Comparator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Compared with llm-compressor (tools/golden/awq.py), at every width, for one weight and for two.
 *
 * <p>It rounds with scales and quotients of float32, and checkpoints store bfloat16: at 8 bits that moves errors by half, so they are compared with
 * those of what compressed-tensors makes of bfloat16 tensors, for every choice. What is left are sums in float32, and scales in float32 that it
 * has in float64, of which a few move a product to the next bfloat16: {@value #ERRORS} of each error.
 *
 * <p>Its own errors say which choice is right: up to 4 bits the one of its least error, which is compared scale by scale; at 8 bits
 * where two choices come within what bfloat16 moves, either.
 */
class AwqScalerGoldenTest {
    private static final double SCALES = 1e-5;
    private static final double ERRORS = 1e-3;

    static Stream<JsonNode> cases() throws IOException {
        return StreamSupport.stream(golden().get("cases").spliterator(), false);
    }

    private static JsonNode golden() throws IOException {
        return new JsonMapper().readTree(AwqScalerGoldenTest.class.getResourceAsStream("awq.json"));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void choosesTheScalesOfTheReference(JsonNode expected) throws IOException {
        JsonNode golden = golden();
        int rows = golden.get("rows").intValue();
        int columns = golden.get("columns").intValue();
        try (TorchSession session = TorchSession.open(TorchOptions.cpu(1));
                AwqScaler scaler = new AwqScaler(session);
                TensorScope scope = session.scope()) {
            NDList weights = new NDList();
            for (int i = 0; i < expected.get("weights").intValue(); i++) {
                weights.add(session.floats(
                        scope.manager(), bf16(golden.get("weights").get(i)), rows, columns));
            }
            float[] inputs = numbers(golden.get("inputs"));
            AwqScaler.Chosen chosen = scaler.choose(
                    weights,
                    batch -> batch.accept(session.floats(
                            scope.manager(), inputs, 1, golden.get("samples").intValue(), columns)),
                    expected.get("bits").intValue(),
                    expected.get("groupSize").intValue());

            double[] stored = doubles(expected.get("stored"));
            assertThat(chosen.errors()).hasSize(stored.length);
            for (int i = 0; i < stored.length; i++) {
                assertThat(chosen.errors()[i]).as("choice %d", i).isCloseTo(stored[i], within(stored[i] * ERRORS));
            }
            double[] errors = doubles(expected.get("errors"));
            int best = least(errors);
            if (isClear(best, errors, stored)) {
                agree(chosen.scales(), expected.get("scales"));
            } else {
                assertThat(stored[least(chosen.errors())]).isLessThanOrEqualTo(stored[best] * (1 + 2 * ERRORS));
            }
        }
    }

    /** Whether the choice of the least error in float32 is the one in bfloat16, too, and by more than what errors are compared with. */
    private static boolean isClear(int best, double[] errors, double[] stored) {
        return IntStream.range(0, errors.length)
                .filter(i -> i != best)
                .allMatch(i -> stored[i] > stored[best] * (1 + 2 * ERRORS));
    }

    private static int least(double[] errors) {
        return IntStream.range(0, errors.length)
                .boxed()
                .min(Comparator.comparingDouble(i -> errors[i]))
                .orElseThrow();
    }

    private static void agree(float[] found, JsonNode expected) {
        assertThat(found).hasSize(expected.size());
        for (int i = 0; i < found.length; i++) {
            double wanted = expected.get(i).doubleValue();
            assertThat((double) found[i]).as("scale %d", i).isCloseTo(wanted, within(wanted * SCALES));
        }
    }

    private static double[] doubles(JsonNode json) {
        return StreamSupport.stream(json.spliterator(), false)
                .mapToDouble(JsonNode::doubleValue)
                .toArray();
    }

    private static float[] bf16(JsonNode patterns) {
        float[] values = new float[patterns.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = FloatFormats.fromBf16((short) patterns.get(i).intValue());
        }
        return values;
    }

    private static float[] numbers(JsonNode json) {
        float[] values = new float[json.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = json.get(i).floatValue();
        }
        return values;
    }
}
