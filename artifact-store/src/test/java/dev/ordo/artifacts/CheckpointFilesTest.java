package dev.ordo.artifacts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ordo.events.error.ErrorCode;
import dev.ordo.events.error.PermanentException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointFilesTest {
    @TempDir
    Path directory;

    @BeforeEach
    void write() throws IOException {
        SampleCheckpoints.write(directory, 1, 2, 3);
    }

    @Test
    void listsFilesByPathWithSizeAndDigest() {
        CheckpointFiles files = CheckpointFiles.of(directory);

        assertThat(files.entries())
                .extracting(FileEntry::path)
                .containsExactly("config.json", "model.safetensors", "tokenizer.json");
        assertThat(files.entries().get(2))
                .isEqualTo(new FileEntry(
                        "tokenizer.json", 2L, "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"));
    }

    @Test
    void countsTensorBytesOfAllShardsButNotThoseFromBeforeRequantizing() throws IOException {
        SampleCheckpoints.safetensors(directory.resolve("model-2.safetensors"), 4, 5);
        Files.createDirectory(directory.resolve("before-requantize"));
        SampleCheckpoints.safetensors(directory.resolve("before-requantize/model.safetensors"), 6, 7, 8, 9);

        CheckpointFiles files = CheckpointFiles.of(directory);

        assertThat(files.tensorBytes()).isEqualTo(5);
        assertThat(files.entries()).extracting(FileEntry::path).contains("before-requantize/model.safetensors");
    }

    @Test
    void passesOverHiddenFilesAndAnOldManifest() throws IOException {
        Files.writeString(directory.resolve(".gitattributes"), "x");
        Files.createDirectory(directory.resolve(".cache"));
        Files.writeString(directory.resolve(".cache/x"), "x");
        Files.writeString(directory.resolve("ordo-manifest.json"), "{}");

        assertThat(CheckpointFiles.of(directory).entries()).hasSize(3);
    }

    @Test
    void takesTheNumericFormatFromTheQuantizationElseTheDtype() throws IOException {
        assertThat(CheckpointFiles.of(directory).numericFormat()).isEqualTo("bfloat16");

        Files.writeString(
                directory.resolve("config.json"),
                "{\"torch_dtype\":\"bfloat16\",\"quantization_config\":{\"format\":\"pack-quantized\"}}");

        assertThat(CheckpointFiles.of(directory).numericFormat()).isEqualTo("pack-quantized");
    }

    @Test
    void refusesADirectoryWithoutConfig() throws IOException {
        Files.delete(directory.resolve("config.json"));

        assertRefused(ErrorCode.INVALID_CHECKPOINT, "has no config.json");
    }

    @Test
    void refusesADirectoryWithoutWeights() throws IOException {
        Files.delete(directory.resolve("model.safetensors"));

        assertRefused(ErrorCode.INVALID_CHECKPOINT, "holds no *.safetensors");
    }

    @Test
    void refusesAPlaceThatIsNoDirectory() {
        assertThatThrownBy(() -> CheckpointFiles.of(directory.resolve("absent")))
                .hasMessageContaining("is not a directory");
    }

    @Test
    void refusesASafetensorsHeaderThatIsLongerThanItsFile() throws IOException {
        byte[] lying = ByteBuffer.allocate(16)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(9)
                .array();
        Files.write(directory.resolve("model.safetensors"), lying);

        assertRefused(ErrorCode.INVALID_SAFETENSORS, "states a header of 9 bytes, but has 16 in all");
    }

    @Test
    void refusesASafetensorsHeaderLengthThatIsNegativeAsASignedNumber() throws IOException {
        Files.write(directory.resolve("model.safetensors"), new byte[] {-1, -1, -1, -1, -1, -1, -1, -1, 0});

        assertRefused(ErrorCode.INVALID_SAFETENSORS, "18446744073709551615");
    }

    @Test
    void refusesASafetensorsFileOfFewerThanEightBytes() throws IOException {
        Files.write(directory.resolve("model.safetensors"), new byte[5]);

        assertRefused(ErrorCode.INVALID_SAFETENSORS, "has 5 bytes");
    }

    private void assertRefused(ErrorCode code, String message) {
        assertThatThrownBy(() -> CheckpointFiles.of(directory))
                .hasMessageContaining(message)
                .isInstanceOfSatisfying(
                        PermanentException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
