package dev.ordo.model.gguf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ordo.model.GoldenFiles;
import dev.ordo.model.safetensors.SafetensorsFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Against llama.cpp's own package, byte for byte ({@code tools/golden/gguf_blocks.py}): its arithmetic leaves no tolerance. */
class BlockEncoderGoldenTest {
    @ParameterizedTest
    @EnumSource(names = {"F16", "BF16", "Q8_0"})
    void storesEveryBlockAsTheReferenceDoes(GgufTensorType type) {
        try (SafetensorsFile golden = SafetensorsFile.open(GoldenFiles.path("gguf/blocks.safetensors"))) {
            float[] values = golden.readFloat32("values");
            ByteBuffer wanted = golden.readBytes(type.name());
            BlockEncoder encoder = BlockEncoder.of(type);
            byte[] block = new byte[type.blockBytes()];
            byte[] expected = new byte[type.blockBytes()];
            assertThat(wanted.remaining()).isEqualTo(values.length / type.blockSize() * type.blockBytes());
            for (int at = 0; at < values.length; at += type.blockSize()) {
                encoder.encode(values, at, ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN));
                wanted.get(expected);
                assertThat(block)
                        .as(
                                "block at %d: %s",
                                at, Arrays.toString(Arrays.copyOfRange(values, at, at + type.blockSize())))
                        .isEqualTo(expected);
            }
        }
    }
}
