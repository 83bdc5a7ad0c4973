package dev.ordo.model.quantization;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.ordo.model.packed.NumberFormat;
import dev.ordo.model.packed.PackedLayout;
import dev.ordo.model.packed.PackedWeight;
import dev.ordo.model.safetensors.FloatFormats;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Against compressed-tensors on bfloat16 weights (tools/golden/rtn.py). No tolerance: the integers, the scales and the
 * dequantized values are compared bit for bit.
 */
class RoundToNearestGoldenTest {
    private final JsonNode golden = golden();

    @TestFactory
    List<DynamicTest> packsTheSameIntegersAndScalesAsTheReference() {
        return StreamSupport.stream(golden.get("cases").spliterator(), false)
                .map(each -> DynamicTest.dynamicTest(
                        each.get("bits").asInt() + " bits in groups of "
                                + each.get("groupSize").asInt()
                                + (each.get("symmetric").asBoolean() ? "" : " with zero points"),
                        () -> compare(each)))
                .toList();
    }

    private void compare(JsonNode expected) {
        PackedLayout layout = new PackedLayout(
                golden.get("rows").asInt(),
                golden.get("columns").asInt(),
                expected.get("bits").asInt(),
                expected.get("groupSize").asInt(),
                expected.get("symmetric").asBoolean() ? NumberFormat.INTEGERS : NumberFormat.ASYMMETRIC_INTEGERS);

        PackedWeight weight = RoundToNearest.quantize(layout, floats(golden.get("weights")));

        assertThat(weight.scales()).isEqualTo(shorts(expected.get("scales")));
        assertThat(weight.grids().zeroWords(layout)).isEqualTo(ints(expected.get("zeroPoints")));
        assertThat(weight.packed()).isEqualTo(ints(expected.get("packed")));
        assertThat(weight.dequantize()).isEqualTo(floats(expected.get("dequantized")));
    }

    private static float[] floats(JsonNode bits) {
        short[] patterns = shorts(bits);
        float[] values = new float[patterns.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = FloatFormats.fromBf16(patterns[i]);
        }
        return values;
    }

    private static short[] shorts(JsonNode bits) {
        short[] values = new short[bits.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (short) bits.get(i).asInt();
        }
        return values;
    }

    private static int[] ints(JsonNode numbers) {
        int[] values = new int[numbers.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = numbers.get(i).asInt();
        }
        return values;
    }

    private static JsonNode golden() {
        try (InputStream in = RoundToNearestGoldenTest.class.getResourceAsStream("rtn.json")) {
            return new JsonMapper().readTree(in);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
