package dev.ordo.model.gptq;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.ordo.model.packed.NumberFormat;
import dev.ordo.model.packed.PackedLayout;
import dev.ordo.model.packed.PackedWeight;
import dev.ordo.model.safetensors.FloatFormats;
import dev.ordo.model.torch.TensorScope;
import dev.ordo.model.torch.TorchOptions;
import dev.ordo.model.torch.TorchSession;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Against llm-compressor on bfloat16 weights and inputs that are small integers (tools/golden/gptq.py). No tolerance: integers and
 * scales are equal. Both libraries compute in float32, but not in the same order, so a weight half-way between two integers could
 * fall to the other side; in these cases none does.
 */
class GptqGoldenTest {
    private final JsonNode golden = golden();

    @TestFactory
    List<DynamicTest> choosesTheSameIntegersAsTheReference() {
        return StreamSupport.stream(golden.get("cases").spliterator(), false)
                .map(each -> DynamicTest.dynamicTest(
                        each.get("bits") + " bits in groups of " + each.get("groupSize") + ", actOrder "
                                + each.get("actOrder") + ", symmetric " + each.get("symmetric") + ", damping "
                                + each.get("damping"),
                        () -> compare(each)))
                .toList();
    }

    private void compare(JsonNode expected) {
        int rows = golden.get("rows").asInt();
        int columns = golden.get("columns").asInt();
        PackedLayout layout = new PackedLayout(
                rows,
                columns,
                expected.get("bits").asInt(),
                expected.get("groupSize").asInt(),
                expected.get("symmetric").asBoolean() ? NumberFormat.INTEGERS : NumberFormat.ASYMMETRIC_INTEGERS);
        GptqOptions options = new GptqOptions(
                expected.get("actOrder").asBoolean(), expected.get("damping").asDouble());
        try (TorchSession session = TorchSession.open(TorchOptions.cpu(2));
                GptqQuantizer quantizer = new GptqQuantizer(session, options);
                TensorScope scope = session.scope()) {
            NDArray weight = session.floats(scope.manager(), weights(), rows, columns);
            NDArray hessian = quantizer.hessian(scope.manager(), columns);
            int half = golden.get("samples").asInt() / 2;
            float[] inputs = inputs();
            for (int i = 0; i < 2; i++) {
                float[] batch = Arrays.copyOfRange(inputs, i * half * columns, (i + 1) * half * columns);
                quantizer.add(hessian, session.floats(scope.manager(), batch, 2, half / 2, columns));
            }

            GptqQuantizer.Rounded rounded = quantizer
                    .quantize(scope.manager(), List.of(new GptqQuantizer.Weight("w", layout, weight)), hessian)
                    .get(0);

            PackedWeight packed = rounded.packed();
            assertThat(packed.scales()).isEqualTo(shorts(expected.get("scales")));
            assertThat(packed.grids().zeros()).isEqualTo(bytes(expected.get("zeros")));
            if (layout.isAsymmetric()) {
                assertThat(packed.dequantize()).isEqualTo(floats(expected.get("dequantized")));
            } else {
                assertThat(packed.unpack()).isEqualTo(bytes(expected.get("values")));
            }
            assertThat(TorchSession.toFloats(rounded.weight())).isEqualTo(packed.dequantize());
            assertThat(TorchSession.toFloats(weight)).isEqualTo(weights());
        }
    }

    private float[] weights() {
        return floats(golden.get("weights"));
    }

    private static float[] floats(JsonNode bits) {
        short[] patterns = shorts(bits);
        float[] values = new float[patterns.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = FloatFormats.fromBf16(patterns[i]) + 0f; // A zero of the reference may be negative.
        }
        return values;
    }

    private float[] inputs() {
        float[] values = new float[golden.get("inputs").size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = golden.get("inputs").get(i).floatValue();
        }
        return values;
    }

    private static short[] shorts(JsonNode numbers) {
        short[] values = new short[numbers.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (short) numbers.get(i).asInt();
        }
        return values;
    }

    private static byte[] bytes(JsonNode numbers) {
        byte[] values = new byte[numbers.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (byte) numbers.get(i).asInt();
        }
        return values;
    }

    private static JsonNode golden() {
        try (InputStream in = GptqGoldenTest.class.getResourceAsStream("gptq.json")) {
            return new JsonMapper().readTree(in);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
