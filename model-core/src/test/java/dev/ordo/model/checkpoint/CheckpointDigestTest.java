package dev.ordo.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointDigestTest {
    @TempDir
    Path directory;

    @BeforeEach
    void twoContentFiles() throws IOException {
        Files.writeString(directory.resolve("config.json"), "{}\n");
        Files.writeString(directory.resolve("tokenizer.json"), "");
    }

    /** The listing, and its digest, as {@code sha256sum} gives them. */
    @Test
    void isTheSha256OfTheListing() {
        assertThat(CheckpointDigest.contents(directory))
                .containsExactly(
                        new ContentFile(
                                "config.json", 3, "ca3d163bab055381827226140568f3bef7eaac187cebd76878e0b63e9e442356"),
                        new ContentFile(
                                "tokenizer.json",
                                0,
                                "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
        assertThat(CheckpointDigest.of(directory))
                .isEqualTo("sha256:66edfdda96f064564d81256d364d097f07ca96058ed793c460c488d6a5ad2f37");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "generation_config.json",
                "tokenizer_config.json",
                "tokenizer.model",
                "special_tokens_map.json",
                "vocab.json",
                "merges.txt",
                "chat_template.jinja",
                "model-00001-of-00002.safetensors",
                "model.safetensors.index.json"
            })
    void contentFilesCount(String name) throws IOException {
        String before = CheckpointDigest.of(directory);
        Files.writeString(directory.resolve(name), "x");

        assertThat(CheckpointDigest.of(directory)).isNotEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"README.md", "LICENSE", "ordo-manifest.json", ".gitattributes", "training_args.bin"})
    void otherFilesDoNotCount(String name) throws IOException {
        String before = CheckpointDigest.of(directory);
        Files.writeString(directory.resolve(name), "x");

        assertThat(CheckpointDigest.of(directory)).isEqualTo(before);
    }

    @Test
    void oneChangedByteChangesIt() throws IOException {
        String before = CheckpointDigest.of(directory);
        Files.writeString(directory.resolve("config.json"), "{} ");

        assertThat(CheckpointDigest.of(directory)).isNotEqualTo(before);
    }

    @Test
    void dependsOnNamesButNotOnTheOrderOfAListing() {
        List<ContentFile> contents = CheckpointDigest.contents(directory);
        List<ContentFile> reversed = List.of(contents.get(1), contents.get(0));
        List<ContentFile> renamed = List.of(
                contents.get(0),
                new ContentFile("vocab.json", 0, contents.get(1).sha256()));

        assertThat(CheckpointDigest.of(reversed)).isEqualTo(CheckpointDigest.of(directory));
        assertThat(CheckpointDigest.of(renamed)).isNotEqualTo(CheckpointDigest.of(directory));
    }

    @Test
    void isTheSameWhereverTheCheckpointLies() {
        Path here = TinyCheckpoints.write(directory.resolve("here"), TinyCheckpoints.qwen(), 1);
        Path there = TinyCheckpoints.write(directory.resolve("a/b/there"), TinyCheckpoints.qwen(), 1);

        assertThat(CheckpointDigest.of(there)).isEqualTo(CheckpointDigest.of(here));
    }
}
