package dev.ordo.model.gguf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ordo.model.GoldenFiles;
import dev.ordo.model.safetensors.SafetensorsFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Against llama.cpp's blocks ({@code tools/golden/gguf_blocks.py}), byte for byte: its arithmetic leaves no tolerance. */
class BlockEncoderGoldenTest {
    private static final int COLUMNS = 256;

    private final SafetensorsFile golden = SafetensorsFile.open(GoldenFiles.path("gguf/blocks.safetensors"));

    @AfterEach
    void close() {
        golden.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"F16", "BF16", "Q8_0", "Q4_0", "Q5_0", "Q4_K"})
    void storesEveryBlockAsTheReferenceDoes(GgufTensorType type) {
        assertThat(differing(type)).isEmpty();
    }

    private List<String> differing(GgufTensorType type) {
        float[] values = golden.readFloat32("values");
        ByteBuffer wanted = golden.readBytes(type.name());
        BlockEncoder encoder = BlockEncoder.of(type);
        byte[] block = new byte[type.blockBytes()];
        byte[] expected = new byte[type.blockBytes()];
        List<String> differing = new ArrayList<>();
        assertThat(wanted.remaining()).isEqualTo(values.length / type.blockSize() * type.blockBytes());
        for (int at = 0; at < values.length; at += type.blockSize()) {
            encoder.encode(values, at, ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN));
            wanted.get(expected);
            if (!Arrays.equals(block, expected)) {
                differing.add("row " + at / COLUMNS + ": " + Arrays.toString(block) + ", " + Arrays.toString(expected));
            }
        }
        return differing;
    }

    @ParameterizedTest
    @EnumSource(names = {"Q5_0", "Q4_K", "Q6_K"})
    void readsEveryValueAsTheReferenceDoes(GgufTensorType type) {
        ByteBuffer stored = golden.readBytes(type.name()).order(ByteOrder.LITTLE_ENDIAN);
        float[] wanted = golden.readFloat32(type.name() + ".read");
        float[] row = new float[COLUMNS];
        int rowBytes = COLUMNS / type.blockSize() * type.blockBytes();
        for (int at = 0; at < wanted.length; at += COLUMNS) {
            stored.position(at / COLUMNS * 4 * rowBytes);
            for (int column = 0; column < COLUMNS; column += type.blockSize()) {
                type.decodeBlock(stored, row, column);
            }
            assertThat(row)
                    .as("row %d", at / COLUMNS * 4)
                    .containsExactly(Arrays.copyOfRange(wanted, at, at + COLUMNS));
        }
    }
}
