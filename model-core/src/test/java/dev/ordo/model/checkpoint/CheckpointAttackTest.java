package dev.ordo.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ordo.events.error.ErrorCode;
import dev.ordo.events.error.PermanentException;
import dev.ordo.model.ShapeMismatchException;
import dev.ordo.model.packed.PackedWeightException;
import dev.ordo.model.packed.QuantizationConfig;
import dev.ordo.model.safetensors.DType;
import dev.ordo.model.safetensors.Defect;
import dev.ordo.model.safetensors.SafetensorsException;
import dev.ordo.model.safetensors.SafetensorsFile;
import dev.ordo.model.safetensors.SafetensorsWriter;
import dev.ordo.model.safetensors.TensorEntry;
import dev.ordo.model.safetensors.TensorSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Directories that are no checkpoints, each wrong in one way. */
class CheckpointAttackTest {
    private static final String INDEX = "model.safetensors.index.json";

    @TempDir
    Path directory;

    @Test
    void absentDirectory() {
        assertThatThrownBy(() -> CheckpointDirectory.open(directory.resolve("nothing")))
                .isInstanceOf(CheckpointFileMissingException.class);
    }

    @Test
    void absentConfig() throws IOException {
        Path path = sound();
        Files.delete(path.resolve("config.json"));

        assertThatThrownBy(() -> CheckpointDirectory.open(path))
                .isInstanceOfSatisfying(
                        CheckpointFileMissingException.class,
                        e -> assertThat(e.file()).isEqualTo(path.resolve("config.json")));
    }

    @Test
    void configIsADirectory() throws IOException {
        Path path = sound();
        Files.delete(path.resolve("config.json"));
        Files.createDirectory(path.resolve("config.json"));

        assertThatThrownBy(() -> CheckpointDirectory.open(path))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining("regular file");
    }

    @Test
    void absentWeights() throws IOException {
        Path path = sound();
        Files.delete(path.resolve("model.safetensors"));

        assertThatThrownBy(() -> CheckpointDirectory.open(path))
                .isInstanceOf(CheckpointFileMissingException.class)
                .hasMessageContaining("model.safetensors");
    }

    @Test
    void truncatedWeights() throws IOException {
        Path path = sound();
        byte[] bytes = Files.readAllBytes(path.resolve("model.safetensors"));
        Files.write(path.resolve("model.safetensors"), Arrays.copyOf(bytes, bytes.length - 1));

        assertThatThrownBy(() -> CheckpointDirectory.open(path))
                .isInstanceOfSatisfying(
                        SafetensorsException.class, e -> assertThat(e.defect()).isEqualTo(Defect.OFFSETS_OUTSIDE_FILE));
    }

    @Test
    void configOfAnotherModel() {
        Path path = sound();
        JsonFiles.write(
                path.resolve("config.json"),
                TinyCheckpoints.qwen().withIntermediateSize(40).toJson());

        assertThatThrownBy(() -> CheckpointDirectory.open(path))
                .isInstanceOfSatisfying(ShapeMismatchException.class, e -> {
                    assertThat(e.tensor()).isEqualTo("model.layers.0.mlp.down_proj.weight");
                    assertThat(e.expected()).containsExactly(16, 40);
                    assertThat(e.actual()).containsExactly(16, 32);
                    assertThat(e.code()).isEqualTo(ErrorCode.SHAPE_MISMATCH);
                });
    }

    @Test
    void oneTensorMissing() {
        Path path = rewritten(specs -> specs.remove("model.norm.weight"));

        assertThatThrownBy(() -> CheckpointDirectory.open(path))
                .isInstanceOfSatisfying(
                        TensorMissingException.class,
                        e -> assertThat(e.tensors()).containsExactly("model.norm.weight"))
                .hasMessage("missing tensor model.norm.weight");
    }

    @Test
    void oneTensorTooMany() {
        Path path = rewritten(specs -> specs.put("extra", new TensorSpec("extra", DType.F32, new long[] {1})));

        assertThatThrownBy(() -> CheckpointDirectory.open(path))
                .isInstanceOfSatisfying(
                        TensorUnexpectedException.class,
                        e -> assertThat(e.tensors()).containsExactly("extra"));
    }

    @Test
    void weightsStoredAsIntegers() {
        String name = "model.norm.weight";
        Path path = rewritten(specs -> specs.put(name, new TensorSpec(name, DType.I32, new long[] {16})));

        assertThatThrownBy(() -> CheckpointDirectory.open(path))
                .isInstanceOfSatisfying(DTypeUnsupportedException.class, e -> {
                    assertThat(e.tensor()).isEqualTo(name);
                    assertThat(e.actual()).isEqualTo(DType.I32);
                });
    }

    @Test
    void everyTensorMissingIsReportedOnceAndBriefly() {
        Path path = rewritten(Map::clear);

        assertThatThrownBy(() -> CheckpointDirectory.open(path))
                .isInstanceOfSatisfying(
                        TensorMissingException.class,
                        e -> assertThat(e.tensors()).hasSize(26))
                .hasMessageEndingWith("and 21 more");
    }

    @Test
    void packedWeightWhoseStoredShapeLies() {
        ModelConfig config = TinyCheckpoints.qwen().withQuantization(QuantizationConfig.allButHead(4, 8));
        Path path = TinyCheckpoints.write(directory.resolve("m"), config, 1);
        String lying = "model.layers.0.mlp.up_proj.weight_shape";
        patch(path.resolve("model.safetensors"), lying, 0, (byte) 31);

        assertThatThrownBy(() -> CheckpointDirectory.open(path))
                .isInstanceOfSatisfying(ShapeMismatchException.class, e -> {
                    assertThat(e.actual()).containsExactly(31, 16);
                    assertThat(e.expected()).containsExactly(32, 16);
                });
    }

    @Test
    void packedWeightWithAnInfiniteScale() {
        ModelConfig config = TinyCheckpoints.qwen().withQuantization(QuantizationConfig.allButHead(4, 8));
        Path path = TinyCheckpoints.write(directory.resolve("m"), config, 1);
        String scale = "model.layers.0.mlp.up_proj.weight_scale";
        patch(path.resolve("model.safetensors"), scale, 0, (byte) 0x80);
        patch(path.resolve("model.safetensors"), scale, 1, (byte) 0x7f);

        try (CheckpointDirectory checkpoint = CheckpointDirectory.open(path)) {
            assertThatThrownBy(() -> checkpoint.readFloat32("model.layers.0.mlp.up_proj.weight"))
                    .isInstanceOf(PackedWeightException.class)
                    .hasMessageContaining("not finite");
        }
    }

    @Test
    void groupsThatDoNotDivideTheWidth() {
        Path path = sound();
        ModelConfig config = TinyCheckpoints.qwen().withQuantization(QuantizationConfig.allButHead(4, 24));
        JsonFiles.write(path.resolve("config.json"), config.toJson());

        assertThatThrownBy(() -> CheckpointDirectory.open(path))
                .isInstanceOf(PackedWeightException.class)
                .hasMessageContaining("groups of 24 do not divide 16 columns");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../model.safetensors",
                "/etc/model.safetensors",
                "sub/model.safetensors",
                "..\\\\model.safetensors",
                ".hidden.safetensors",
                "model.bin",
                "",
                "a\\u0000.safetensors"
            })
    void indexThatLeadsElsewhere(String name) throws IOException {
        Path path = sound();
        Files.writeString(path.resolve(INDEX), "{\"weight_map\":{\"model.norm.weight\":\"" + name + "\"}}");

        assertThatThrownBy(() -> CheckpointDirectory.open(path))
                .isInstanceOf(ShardIndexException.class)
                .hasMessageContaining("no plain name");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"[]", "{}", "{\"weight_map\":[]}", "{\"weight_map\":{}}", "{\"weight_map\":{\"a\":1}}", "{"})
    void indexMalformed(String text) throws IOException {
        Path path = sound();
        Files.writeString(path.resolve(INDEX), text);

        assertThatThrownBy(() -> CheckpointDirectory.open(path))
                .isInstanceOfSatisfying(
                        ShardIndexException.class, e -> assertThat(e.index()).isEqualTo(path.resolve(INDEX)));
    }

    @Test
    void indexThatNamesAShardThatIsAbsent() throws IOException {
        Path path = sharded();
        Files.delete(path.resolve("model-00002-of-00004.safetensors"));

        assertThatThrownBy(() -> CheckpointDirectory.open(path))
                .isInstanceOf(CheckpointFileMissingException.class)
                .hasMessageContaining("model-00002-of-00004.safetensors");
    }

    @Test
    void indexThatPutsATensorInTheWrongShard() throws IOException {
        Path path = sharded();
        Path index = path.resolve(INDEX);
        String text = Files.readString(index);
        Files.writeString(
                index, text.replaceFirst("(\"model.norm.weight\" : \")[^\"]*", "$1model-00001-of-00004.safetensors"));

        assertThatThrownBy(() -> CheckpointDirectory.open(path))
                .isInstanceOf(ShardIndexException.class)
                .hasMessageContaining("model.norm.weight in model-00001-of-00004.safetensors, which lacks it");
    }

    @Test
    void indexThatKeepsATensorQuiet() throws IOException {
        Path path = sharded();
        Path index = path.resolve(INDEX);
        Files.writeString(index, Files.readString(index).replaceFirst(",\\s*\"model.norm.weight\" : \"[^\"]*\"", ""));

        assertThatThrownBy(() -> CheckpointDirectory.open(path))
                .isInstanceOf(ShardIndexException.class)
                .hasMessageContaining("does not mention model.norm.weight");
    }

    @Test
    void twoShardsWithTheSameTensor() throws IOException {
        Path path = sharded();
        Files.copy(path.resolve("model-00001-of-00004.safetensors"), path.resolve("again.safetensors"));
        Path index = path.resolve(INDEX);
        Files.writeString(
                index,
                Files.readString(index).replaceFirst("(\"model.norm.weight\" : \")[^\"]*", "$1again.safetensors"));

        assertThatThrownBy(() -> CheckpointDirectory.open(path))
                .isInstanceOf(ShardIndexException.class)
                .hasMessageContaining("names two files");
    }

    @Test
    void aTensorThatTheModelDoesNotHave() {
        try (CheckpointDirectory checkpoint = CheckpointDirectory.open(sound())) {
            assertThatThrownBy(() -> checkpoint.readFloat32("lm_head.weight"))
                    .isInstanceOf(TensorMissingException.class);
            assertThatThrownBy(() -> checkpoint.readPacked("model.norm.weight"))
                    .isInstanceOf(TensorMissingException.class);
            assertThatThrownBy(() -> checkpoint.readBytes("x")).isInstanceOf(PermanentException.class);
            assertThatThrownBy(() -> checkpoint.info("x")).isInstanceOf(TensorMissingException.class);
        }
    }

    private Path sound() {
        return TinyCheckpoints.write(directory.resolve("sound"), TinyCheckpoints.qwen(), 1);
    }

    private Path sharded() {
        return TinyCheckpoints.write(directory.resolve("sharded"), TinyCheckpoints.qwen(), 1, 3500);
    }

    /** A sound checkpoint whose single weight file is written again with other declarations and zero bytes. */
    private Path rewritten(Consumer<Map<String, TensorSpec>> change) {
        Path path = sound();
        Path file = path.resolve("model.safetensors");
        Map<String, TensorSpec> specs = new LinkedHashMap<>();
        try (SafetensorsFile sound = SafetensorsFile.open(file)) {
            for (TensorEntry entry : sound.entries()) {
                specs.put(entry.name(), new TensorSpec(entry.name(), entry.dtype(), entry.shape()));
            }
        }
        change.accept(specs);
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try (SafetensorsWriter writer = SafetensorsWriter.create(file, List.copyOf(specs.values()), Map.of())) {
            specs.values().forEach(spec -> writer.write(spec.name(), ByteBuffer.allocate((int) spec.byteLength())));
            writer.finish();
        }
        return path;
    }

    private static void patch(Path file, String tensor, int offset, byte value) {
        try {
            byte[] bytes = Files.readAllBytes(file);
            long headerLength =
                    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
            try (SafetensorsFile sound = SafetensorsFile.open(file)) {
                bytes[(int) (8 + headerLength + sound.entry(tensor).begin() + offset)] = value;
            }
            Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
