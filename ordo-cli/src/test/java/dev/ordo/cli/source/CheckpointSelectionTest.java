package dev.ordo.cli.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ordo.cli.CommandFailure;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CheckpointSelectionTest {
    @Test
    void takesConfigurationTokenizerWeightsAndLicence() {
        assertThat(select(
                        "config.json",
                        "generation_config.json",
                        "tokenizer.json",
                        "tokenizer_config.json",
                        "special_tokens_map.json",
                        "added_tokens.json",
                        "vocab.json",
                        "merges.txt",
                        "chat_template.jinja",
                        "tokenizer.model",
                        "LICENSE",
                        "model.safetensors"))
                .hasSize(12);
    }

    @Test
    void leavesEverythingElseWhereItIs() {
        assertThat(select(
                        "config.json",
                        "tokenizer.json",
                        "model.safetensors",
                        "README.md",
                        ".gitattributes",
                        "pytorch_model.bin",
                        "model.gguf",
                        "onnx/model.onnx",
                        "original/config.json",
                        "adapter_model.safetensors",
                        "../tokenizer.json",
                        "modeling_tiny.py",
                        "tokenizer.py"))
                .containsExactly("config.json", "model.safetensors", "tokenizer.json");
    }

    @Test
    void takesTheShardsWhereThereIsAnIndex() {
        assertThat(select(
                        "config.json",
                        "tokenizer.json",
                        "model.safetensors.index.json",
                        "consolidated.safetensors",
                        "model-00001-of-00002.safetensors",
                        "model-00002-of-00002.safetensors"))
                .containsExactly(
                        "config.json",
                        "model-00001-of-00002.safetensors",
                        "model-00002-of-00002.safetensors",
                        "model.safetensors.index.json",
                        "tokenizer.json");
    }

    @Test
    void saysWhatIsMissingAndWhatIsThere() {
        assertRefused(
                List.of("pytorch_model.bin", "config.json", "tokenizer.json"),
                "the model has no model.safetensors; weights in other formats are not read; it has config.json,"
                        + " pytorch_model.bin, tokenizer.json");
        assertRefused(
                List.of("config.json", "tokenizer.model"),
                "the model has no tokenizer.json; other forms of tokenizer are not read; it has config.json,"
                        + " tokenizer.model");
        assertRefused(List.of(), "the model has no config.json; it has no files");
    }

    @Test
    void doesNotListHundredsOfFiles() {
        Collection<String> many = IntStream.range(0, 500).mapToObj(i -> "f" + i).toList();

        assertThatThrownBy(() -> CheckpointSelection.of("it", many)).hasMessageEndingWith(" and 488 more");
    }

    private static void assertRefused(Collection<String> names, String message) {
        assertThatThrownBy(() -> CheckpointSelection.of("the model", names))
                .isInstanceOf(CommandFailure.class)
                .hasMessage(message);
    }

    private static Collection<String> select(String... names) {
        return CheckpointSelection.of("it", Stream.of(names).toList());
    }
}
