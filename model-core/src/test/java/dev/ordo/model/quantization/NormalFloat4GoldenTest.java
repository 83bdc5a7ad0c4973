package dev.ordo.model.quantization;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ordo.model.GoldenFiles;
import dev.ordo.model.packed.Nf4Weight;
import dev.ordo.model.packed.PackedLayout;
import dev.ordo.model.safetensors.SafetensorsFile;
import java.nio.ByteBuffer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Against bitsandbytes' CPU backend on bfloat16 weights (tools/golden/nf4.py). No tolerance: numbers, codes of scales, their maxima and
 * offset, and the dequantized values are compared bit for bit.
 */
class NormalFloat4GoldenTest {
    private final SafetensorsFile golden = SafetensorsFile.open(GoldenFiles.path("nf4.safetensors"));

    @AfterEach
    void close() {
        golden.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"one", "few", "many"})
    void choosesTheReferencesNumbersAndScales(String matrix) {
        Nf4Weight weight = quantized(matrix);

        assertThat(weight.numbers()).isEqualTo(bytes(matrix + ".packed"));
        assertThat(weight.scales().offset()).isEqualTo(golden.readFloat32(matrix + ".offset")[0]);
        assertThat(weight.scales().maxima()).containsExactly(golden.readFloat32(matrix + ".nested_absmax"));
        assertThat(weight.scales().codes()).isEqualTo(bytes(matrix + ".absmax"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"one", "few", "many"})
    void dequantizesToTheReferencesValues(String matrix) {
        assertThat(quantized(matrix).dequantize()).containsExactly(golden.readFloat32(matrix + ".dequantized"));
    }

    @Test
    void scalesAreCodedByTheReferencesValues() {
        assertThat(DynamicMap.signed()).containsExactly(golden.readFloat32("values"));
    }

    /** Where a code changes, the last bit of a number decides; so do the order and the roundings of what finds it. */
    @Test
    void codesChangeAtTheReferencesNumbers() {
        float[] edges = golden.readFloat32("edges");
        float[] values = DynamicMap.signed();
        byte[] codes = new byte[edges.length];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = (byte) DoubleQuantization.code(values, edges[i]);
        }

        assertThat(codes).isEqualTo(bytes("edges.codes"));
    }

    /** What a sum is in float32 hangs on the order; these lengths fill and overflow lanes, rows and levels. */
    @Test
    void addsInTheOrderOfPyTorch() {
        float[] sums = golden.readFloat32("sums");
        long[] lengths = new long[sums.length];
        golden.readBytes("sums.lengths").asLongBuffer().get(lengths);

        for (int i = 0; i < lengths.length; i++) {
            float[] numbers = new float[(int) lengths[i]];
            IntStream.range(0, numbers.length).forEach(each -> numbers[each] = number(each));
            assertThat(CascadeSum.of(numbers)).as("%d numbers", lengths[i]).isEqualTo(sums[i]);
        }
    }

    private static float number(long i) {
        return (i * 2654435761L % (1L << 32) >> 8) / 0x1p24f + 0.25f;
    }

    private Nf4Weight quantized(String matrix) {
        long[] shape = golden.entry(matrix + ".weight").shape();
        PackedLayout layout = Nf4Weight.layout((int) shape[0], (int) shape[1]);
        return NormalFloat4.quantize(layout, golden.readFloat32(matrix + ".weight"));
    }

    private byte[] bytes(String tensor) {
        ByteBuffer stored = golden.readBytes(tensor);
        byte[] bytes = new byte[stored.remaining()];
        stored.get(bytes);
        return bytes;
    }
}
