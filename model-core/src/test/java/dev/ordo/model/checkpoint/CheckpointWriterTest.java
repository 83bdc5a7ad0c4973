package dev.ordo.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ordo.model.packed.PackedLayout;
import dev.ordo.model.packed.PackedWeight;
import dev.ordo.model.packed.PackedWeightException;
import dev.ordo.model.packed.QuantizationConfig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointWriterTest {
    @TempDir
    Path directory;

    @Test
    void showsNothingBeforeTheCommitAndNothingButTheCheckpointAfterIt() throws IOException {
        Path target = directory.resolve("m");
        try (CheckpointWriter writer = CheckpointWriter.create(target, TinyCheckpoints.qwen())) {
            assertThat(target).doesNotExist();
            TensorLayout.of(TinyCheckpoints.qwen())
                    .shapes()
                    .forEach((name, shape) -> writer.write(name, TinyCheckpoints.values(shape, new Random(1))));
            assertThat(target).doesNotExist();
            assertThat(writer.commit()).isEqualTo(target);
        }

        assertThat(listing(directory)).containsExactly("m");
        assertThat(listing(target)).containsExactly("config.json", "model.safetensors");
    }

    @Test
    void leavesNothingWhenClosedBeforeTheCommit() throws IOException {
        try (CheckpointWriter writer = CheckpointWriter.create(directory.resolve("m"), TinyCheckpoints.qwen())) {
            writer.write("model.norm.weight", new float[16]);
        }

        assertThat(listing(directory)).isEmpty();
    }

    @Test
    void writesPiecesAsItWritesTheWhole() throws IOException {
        float[] values = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};
        try (CheckpointWriter writer = CheckpointWriter.create(directory.resolve("m"), TinyCheckpoints.qwen())) {
            TensorLayout.of(TinyCheckpoints.qwen())
                    .shapes()
                    .forEach((name, shape) -> writer.write(name, TinyCheckpoints.values(shape, new Random(1))));
            writer.write(
                    "model.norm.weight",
                    Stream.of(Arrays.copyOf(values, 5), new float[0], Arrays.copyOfRange(values, 5, 16)));
            writer.commit();
        }

        try (CheckpointDirectory checkpoint = CheckpointDirectory.open(directory.resolve("m"))) {
            assertThat(checkpoint.readFloat32("model.norm.weight")).isEqualTo(values);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {7, 9})
    void refusesPiecesThatAreMoreOrLessThanTheTensor(int length) {
        try (CheckpointWriter writer = CheckpointWriter.create(directory.resolve("m"), TinyCheckpoints.qwen())) {
            assertThatThrownBy(() -> writer.write("model.norm.weight", Stream.of(new float[8], new float[length])))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("tensor model.norm.weight needs 16 values, got " + (8 + length));
        }
    }

    @Test
    void refusesToCommitWithTensorsUnwritten() throws IOException {
        try (CheckpointWriter writer = CheckpointWriter.create(directory.resolve("m"), TinyCheckpoints.qwen())) {
            writer.write("model.norm.weight", new float[16]);
            assertThatThrownBy(writer::commit)
                    .isInstanceOfSatisfying(
                            CheckpointIncompleteException.class,
                            e -> assertThat(e.unwritten()).hasSize(25).doesNotContain("model.norm.weight"));
        }

        assertThat(listing(directory)).isEmpty();
    }

    @Test
    void neverOverwritesACheckpoint() throws IOException {
        Path target = TinyCheckpoints.write(directory.resolve("m"), TinyCheckpoints.qwen(), 1);
        String before = CheckpointDigest.of(target);

        assertThatThrownBy(() -> TinyCheckpoints.write(target, TinyCheckpoints.qwen(), 2))
                .isInstanceOfSatisfying(
                        CheckpointExistsException.class,
                        e -> assertThat(e.target()).isEqualTo(target));
        assertThat(CheckpointDigest.of(target)).isEqualTo(before);
        assertThat(listing(directory)).containsExactly("m");
    }

    @Test
    void whoLosesTheRaceForATargetIsToldSo() throws IOException {
        Path target = directory.resolve("m");
        try (CheckpointWriter loser = CheckpointWriter.create(target, TinyCheckpoints.qwen())) {
            TinyCheckpoints.write(target, TinyCheckpoints.qwen(), 1);
            TensorLayout.of(TinyCheckpoints.qwen())
                    .shapes()
                    .forEach((name, shape) -> loser.write(name, TinyCheckpoints.values(shape, new Random(2))));
            assertThatThrownBy(loser::commit).isInstanceOf(CheckpointExistsException.class);
        }

        assertThat(listing(directory)).containsExactly("m");
    }

    @Test
    void takesAnEmptyDirectoryForItsTarget() throws IOException {
        Path target = Files.createDirectory(directory.resolve("m"));

        TinyCheckpoints.write(target, TinyCheckpoints.qwen(), 1);

        assertThat(listing(target)).containsExactly("config.json", "model.safetensors");
    }

    @Test
    void refusesAFileAsItsTarget() throws IOException {
        Path target = Files.createFile(directory.resolve("m"));

        assertThatThrownBy(() -> CheckpointWriter.create(target, TinyCheckpoints.qwen()))
                .isInstanceOf(CheckpointExistsException.class);
    }

    @Test
    void othersMayReadWhatWasCommitted() throws IOException {
        Path ordinary = Files.createDirectory(directory.resolve("ordinary"));
        Path target = TinyCheckpoints.write(directory.resolve("m"), TinyCheckpoints.qwen(), 1);

        assertThat(Files.getPosixFilePermissions(target)).isEqualTo(Files.getPosixFilePermissions(ordinary));
    }

    @Test
    void copiesTheFilesThatTurnTextIntoTokensAndNoOthers() throws IOException {
        Path parent = Files.createDirectory(directory.resolve("parent"));
        List<String> text = List.of(
                "added_tokens.json",
                "chat_template.jinja",
                "generation_config.json",
                "merges.txt",
                "special_tokens_map.json",
                "tokenizer.json",
                "tokenizer_config.json",
                "vocab.json");
        for (String name : text) {
            Files.writeString(parent.resolve(name), name);
        }
        for (String name : List.of("README.md", "config.json", "model.safetensors", "ordo-manifest.json")) {
            Files.writeString(parent.resolve(name), name);
        }
        Path target = directory.resolve("m");
        try (CheckpointWriter writer = CheckpointWriter.create(target, TinyCheckpoints.qwen())) {
            TensorLayout.of(TinyCheckpoints.qwen())
                    .shapes()
                    .forEach((name, shape) -> writer.write(name, TinyCheckpoints.values(shape, new Random(1))));
            writer.copyTokenizer(parent);
            writer.commit();
        }

        assertThat(listing(target)).containsAll(text).hasSize(text.size() + 2);
        assertThat(target.resolve("tokenizer.json")).hasContent("tokenizer.json");
    }

    @Test
    void refusesTensorsThatTheModelDoesNotHave() {
        ModelConfig config = TinyCheckpoints.qwen().withQuantization(QuantizationConfig.allButHead(4, 8));
        PackedWeight square = PackedWeight.pack(new PackedLayout(16, 16, 4, 16), new byte[256], new short[16]);
        try (CheckpointWriter writer = CheckpointWriter.create(directory.resolve("m"), config)) {
            assertThatThrownBy(() -> writer.write("lm_head.weight", new float[640]))
                    .isInstanceOf(TensorUnexpectedException.class);
            assertThatThrownBy(() -> writer.write("model.layers.0.mlp.up_proj.weight", new float[512]))
                    .isInstanceOf(TensorUnexpectedException.class);
            assertThatThrownBy(() -> writer.writeBytes("x", ByteBuffer.allocate(0)))
                    .isInstanceOf(TensorUnexpectedException.class);
            assertThatThrownBy(() -> writer.writePacked("model.norm.weight", square))
                    .isInstanceOf(TensorUnexpectedException.class);
            assertThatThrownBy(() -> writer.writePacked("model.layers.0.self_attn.q_proj.weight", square))
                    .isInstanceOf(PackedWeightException.class)
                    .hasMessageContaining("groupSize=8");
        }
    }

    private static List<String> listing(Path path) throws IOException {
        try (Stream<Path> files = Files.list(path)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
