package dev.ordo.model.packed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ordo.model.GoldenFiles;
import dev.ordo.model.safetensors.SafetensorsFile;
import dev.ordo.model.safetensors.TensorEntry;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compared bit for bit with compressed-tensors: packing and bf16 products leave no tolerance to state. */
class PackedWeightGoldenTest {
    @ParameterizedTest
    @ValueSource(strings = {"int4-g8", "int4-g12-padded", "int8-g16"})
    void packsLikeCompressedTensors(String fixture) {
        try (SafetensorsFile golden = open(fixture)) {
            PackedWeight weight =
                    PackedWeight.pack(layout(golden), values(golden), GroupGrids.symmetric(scales(golden)));

            assertThat(weight.packed()).containsExactly(words(golden));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"int4-g8", "int4-g12-padded", "int8-g16"})
    void unpacksLikeCompressedTensors(String fixture) {
        try (SafetensorsFile golden = open(fixture)) {
            PackedWeight weight = new PackedWeight(layout(golden), words(golden), GroupGrids.symmetric(scales(golden)));

            assertThat(weight.unpack()).containsExactly(values(golden));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"int4-g8", "int4-g12-padded", "int8-g16"})
    void dequantizesLikeCompressedTensors(String fixture) {
        try (SafetensorsFile golden = open(fixture)) {
            PackedWeight weight = new PackedWeight(layout(golden), words(golden), GroupGrids.symmetric(scales(golden)));

            assertThat(weight.dequantize()).containsExactly(golden.readFloat32("dequantized"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"int4-g8", "int4-g12-padded", "int8-g16"})
    void countsTheBytesThatTheReferenceStores(String fixture) {
        try (SafetensorsFile golden = open(fixture)) {
            PackedWeight weight = new PackedWeight(layout(golden), words(golden), GroupGrids.symmetric(scales(golden)));
            long stored = golden.entries().stream()
                    .filter(entry -> entry.name().startsWith("x."))
                    .mapToLong(TensorEntry::byteLength)
                    .sum();

            assertThat(weight.storedBytes()).isEqualTo(stored);
        }
    }

    private static SafetensorsFile open(String fixture) {
        return SafetensorsFile.open(GoldenFiles.path("packed/" + fixture + ".safetensors"));
    }

    private static PackedLayout layout(SafetensorsFile golden) {
        long[] shape = golden.entry("values").shape();
        long groups = golden.entry("x.weight_scale").shape()[1];
        int bits = Integer.parseInt(golden.metadata().get("bits"));
        return new PackedLayout((int) shape[0], (int) shape[1], bits, (int) (shape[1] / groups));
    }

    private static byte[] values(SafetensorsFile golden) {
        return golden.readBytes("values").array();
    }

    private static int[] words(SafetensorsFile golden) {
        int[] words = new int[(int) golden.entry("x.weight_packed").elements()];
        golden.readBytes("x.weight_packed").asIntBuffer().get(words);
        return words;
    }

    private static short[] scales(SafetensorsFile golden) {
        short[] scales = new short[(int) golden.entry("x.weight_scale").elements()];
        golden.readBytes("x.weight_scale").asShortBuffer().get(scales);
        return scales;
    }
}
