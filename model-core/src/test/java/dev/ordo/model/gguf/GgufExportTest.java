package dev.ordo.model.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.ordo.model.GoldenFiles;
import dev.ordo.model.UnstorableValueException;
import dev.ordo.model.checkpoint.CheckpointDirectory;
import dev.ordo.model.checkpoint.UnsupportedConfigException;
import dev.ordo.model.tokenizer.TextTokenizer;
import dev.ordo.model.tokenizer.TokenizerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the file says, by our own reader; {@code tools/open_in_llama.py} asks llama.cpp. */
class GgufExportTest {
    @TempDir
    Path directory;

    /** Files of llama.cpp's own writer are read, written again, and read again: nothing may change. */
    @ParameterizedTest
    @CsvSource({"mixed, F32", "qwen2, F16", "bf16, BF16"})
    void everyValueSurvivesAnExportInATypeThatHoldsIt(String name, GgufFileType type) {
        Path first = GgufModel.convert(GoldenFiles.path("gguf/" + name + ".gguf"), directory.resolve("first"));

        Path second = GgufModel.convert(export(first, type).file(), directory.resolve("second"));

        try (CheckpointDirectory before = CheckpointDirectory.open(first);
                CheckpointDirectory after = CheckpointDirectory.open(second)) {
            assertThat(after.config().toJson()).isEqualTo(before.config().toJson());
            assertThat(after.tensorNames()).isEqualTo(before.tensorNames());
            for (String tensor : before.tensorNames()) {
                assertThat(after.readFloat32(tensor)).as(tensor).containsExactly(before.readFloat32(tensor));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"mixed", "qwen2", "bf16"})
    void theTokenizerSurvives(String name) throws IOException {
        Path first = GgufModel.convert(GoldenFiles.path("gguf/" + name + ".gguf"), directory.resolve("first"));

        Path second = GgufModel.convert(export(first, GgufFileType.F16).file(), directory.resolve("second"));

        for (String file : List.of("tokenizer.json", "tokenizer_config.json")) {
            assertThat(json(second.resolve(file))).as(file).isEqualTo(json(first.resolve(file)));
        }
        try (TextTokenizer before = TextTokenizer.open(first);
                TextTokenizer after = TextTokenizer.open(second)) {
            String text = "in 2026 the caf\u00e9 <|im_start|> cost 12345.67\n";
            assertThat(after.encode(text)).containsExactly(before.encode(text));
        }
    }

    @ParameterizedTest
    @CsvSource({"llama", "qwen2", "qwen3"})
    void everyFamilySurvives(String fixture) {
        Exportable model = Exportable.of(fixture, directory.resolve("model"));

        Path again =
                GgufModel.convert(export(model.directory(), GgufFileType.F32).file(), directory.resolve("again"));

        try (CheckpointDirectory before = CheckpointDirectory.open(model.directory());
                CheckpointDirectory after = CheckpointDirectory.open(again)) {
            assertThat(after.config().headDim()).isEqualTo(before.config().headDim());
            assertThat(after.config().ropeTheta()).isEqualTo(before.config().ropeTheta());
            assertThat(after.config().queryKeyNorm()).isEqualTo(before.config().queryKeyNorm());
            for (String tensor : before.tensorNames()) {
                assertThat(after.readFloat32(tensor)).as(tensor).containsExactly(before.readFloat32(tensor));
            }
        }
    }

    @Test
    void storesVectorsInFullAndSaysWhereBlocksDoNotFillTheRows() {
        Path model = Exportable.of("qwen2", directory.resolve("model")).directory();
        GgufReport report = export(model, GgufFileType.Q8_0);
        assertThat(report.tensors()).isEqualTo(Map.of(GgufTensorType.F32, 11, GgufTensorType.Q8_0, 15));
        assertThat(report.fallbacks()).isEmpty();

        Path narrow = Exportable.of("llama", directory.resolve("narrow")).directory();
        List<String> fallbacks = export(narrow, GgufFileType.Q8_0).fallbacks().stream()
                .map(GgufReport.Fallback::toString)
                .toList();
        String blocks = " is stored as F16: Q8_0 has blocks of 32 values, which do not fill rows of 24";
        assertThat(fallbacks)
                .hasSize(4)
                .contains("blk.0.ffn_down.weight" + blocks, "blk.0.attn_output.weight" + blocks);
    }

    @Test
    void writesLinearScalingAndYarnAsKeys() {
        GgufMetadata linear = metadata(Exportable.of("llama-linear", directory.resolve("linear")));
        assertThat(linear.text("llama.rope.scaling.type")).isEqualTo("linear");
        assertThat(linear.number("llama.rope.scaling.factor")).isEqualTo(2);

        GgufMetadata yarn = metadata(Exportable.of("qwen2-yarn", directory.resolve("yarn"))
                .edit(
                        "config.json",
                        config -> config.withObject("/rope_scaling").remove(List.of("beta_fast", "beta_slow"))));
        assertThat(yarn.text("qwen2.rope.scaling.type")).isEqualTo("yarn");
        assertThat(yarn.integer("qwen2.rope.scaling.original_context_length")).isEqualTo(16);
        assertThat(yarn.number("qwen2.rope.scaling.factor")).isEqualTo(4);
        assertThat(yarn.has("qwen2.rope.scaling.attn_factor")).isFalse();
    }

    /** mscale 1.5 over mscale_all_dim 0.5 is not what llama.cpp takes by itself: 0.1 ln(4) + 1. */
    @Test
    void saysHowYarnSharpensAttentionWhereItIsNotTheUsualWay() {
        double usual = 0.1 * Math.log(4) + 1;
        double asked = (0.15 * Math.log(4) + 1) / (0.05 * Math.log(4) + 1);
        GgufMetadata yarn = metadata(Exportable.of("llama-yarn", directory.resolve("yarn")));
        assertThat(yarn.number("llama.rope.scaling.attn_factor")).isCloseTo(asked / usual, within(1e-6));
    }

    @Test
    void writesLlama3sBlendAsATensorOfDivisors() {
        Path file = export(
                        Exportable.of("llama-llama3", directory.resolve("model"))
                                .directory(),
                        GgufFileType.F16)
                .file();
        try (GgufFile gguf = GgufFile.open(file)) {
            float[] factors = gguf.readFloat32(gguf.tensors().get("rope_freqs.weight"));
            // Turns in 32 positions (theta 50, D = 8): 5.09 > 4, 1.915, 0.72 < 1, 0.27. Kept of the second: (1.915 - 1)
            // / (4 - 1).
            assertThat(factors).hasSize(4);
            assertThat(factors[0]).isEqualTo(1);
            assertThat(factors[1]).isCloseTo(2.5513415f, within(1e-6f));
            assertThat(factors[2]).isEqualTo(8);
            assertThat(factors[3]).isEqualTo(8);
        }
    }

    @Test
    void refusesWhatTheFamilyDoesNotComputeInLlamaCpp() {
        refused(Exportable.of("qwen3-linear", directory.resolve("bias")), "attention_bias is true");
        refused(
                Exportable.of("qwen2-window", directory.resolve("window")),
                "sliding_window is 5, which is not supported; a window of all 64 positions in a GGUF file of a qwen2"
                        + " is");
        refused(
                Exportable.of("qwen2", directory.resolve("llama3")).edit("config.json", config -> {
                    config.remove("rope_parameters");
                    config.putObject("rope_scaling")
                            .put("rope_type", "llama3")
                            .put("factor", 8)
                            .put("low_freq_factor", 1)
                            .put("high_freq_factor", 4);
                }),
                "rope_scaling.rope_type is llama3, which is not supported; linear or yarn in a GGUF file of a qwen2"
                        + " is");
        refused(
                Exportable.of("qwen2-yarn", directory.resolve("truncate"))
                        .edit(
                                "config.json",
                                config -> config.withObject("/rope_scaling").put("truncate", false)),
                "rope_scaling.truncate is false");
        refused(
                Exportable.of("qwen2-yarn", directory.resolve("beta")),
                "rope_scaling.beta_fast is 2.0, which is not supported; only 32.0 in a GGUF file is");
    }

    private void refused(Exportable model, String message) {
        assertThatThrownBy(() -> export(model.directory(), GgufFileType.F16))
                .isInstanceOf(UnsupportedConfigException.class)
                .hasMessageContaining(message);
    }

    @Test
    void rowsWithoutATokenAreSaidToBeUnused() {
        GgufMetadata metadata = metadata(Exportable.of("qwen2", directory.resolve("model")));
        assertThat(metadata.list("tokenizer.ggml.tokens", String.class).subList(23, 29))
                .containsExactly("x", "th", "<s>", "[PAD26]", "<tool>", "[PAD28]");
        assertThat(metadata.list("tokenizer.ggml.token_type", Long.class).subList(23, 29))
                .containsExactly(1L, 1L, 3L, 5L, 4L, 5L);
        assertThat(metadata.list("tokenizer.ggml.merges", String.class)).containsExactly("t h");
    }

    @Test
    void specialTokensComeFromTheFirstFileThatNamesThem() {
        Exportable model = Exportable.of("qwen2", directory.resolve("model"))
                .edit("config.json", config -> {
                    config.put("bos_token_id", 3);
                    config.putArray("eos_token_id").add(25).add(27).add(1).add(2);
                })
                .edit("tokenizer_config.json", settings -> {
                    settings.putObject("eos_token").put("content", "<s>");
                    settings.put("chat_template", "{{ messages }}");
                })
                .edit(
                        "special_tokens_map.json",
                        map -> map.put("eos_token", "a").put("pad_token", "<tool>"));
        GgufReport report = export(model.directory(), GgufFileType.F16);
        GgufMetadata metadata = read(report.file());
        assertThat(metadata.integer("tokenizer.ggml.bos_token_id")).isEqualTo(3);
        assertThat(metadata.integer("tokenizer.ggml.eos_token_id")).isEqualTo(25);
        assertThat(metadata.integer("tokenizer.ggml.padding_token_id")).isEqualTo(27);
        assertThat(metadata.integer("tokenizer.ggml.eot_token_id")).isEqualTo(27);
        assertThat(metadata.integer("tokenizer.ggml.eom_token_id")).isEqualTo(1);
        assertThat(metadata.text("tokenizer.chat_template")).isEqualTo("{{ messages }}");
        assertThat(report.losses()).anyMatch(each -> each.contains("NFC")).anyMatch(each -> each.contains("token 2"));
    }

    @Test
    void aBeginningThatTheTokenizersTemplateAddsIsAdded() {
        Exportable model = Exportable.of("qwen2", directory.resolve("model"))
                .edit("tokenizer_config.json", settings -> settings.put("bos_token", "<s>"))
                .edit("tokenizer.json", tokenizer -> {
                    var single = tokenizer
                            .putObject("post_processor")
                            .put("type", "TemplateProcessing")
                            .putArray("single");
                    single.addObject().putObject("SpecialToken").put("id", "<s>");
                    single.addObject().putObject("Sequence").put("id", "A");
                });
        GgufMetadata metadata = metadata(model);
        assertThat(metadata.optionalFlag("tokenizer.ggml.add_bos_token")).contains(true);
        assertThat(metadata.optionalFlag("tokenizer.ggml.add_eos_token")).contains(false);
    }

    @Test
    void refusesATokenizerThatLlamaCppHasNoNameFor() {
        Exportable model = Exportable.of("qwen2", directory.resolve("model"));
        model.edit("tokenizer.json", json -> json.withObject("/model").put("ignore_merges", true));
        assertThatThrownBy(() -> export(model.directory(), GgufFileType.F16))
                .isInstanceOf(TokenizerException.class)
                .hasMessageContaining(
                        " cuts texts in a way that llama.cpp has no name for; expected the way of gpt-2, ");
        model.edit("tokenizer.json", json -> json.withObject("/model").put("type", "Unigram"));
        assertThatThrownBy(() -> export(model.directory(), GgufFileType.F16))
                .isInstanceOf(TokenizerException.class)
                .hasMessageContaining("kind 'Unigram'; expected byte-level BPE");
    }

    @Test
    void neverReplacesAFileUnlessTold() throws IOException {
        Path model = Exportable.of("qwen2", directory.resolve("model")).directory();
        Path file = Files.writeString(directory.resolve("model.gguf"), "precious");

        assertThatThrownBy(() -> export(model, GgufFileType.F16))
                .isInstanceOf(GgufExistsException.class)
                .hasMessageContaining("model.gguf exists already");
        assertThat(file).hasContent("precious");

        export(model, GgufFileType.F16, true);
        assertThat(read(file).text("general.architecture")).isEqualTo("qwen2");
        assertThat(partials()).isEmpty();
    }

    /** The file is begun before the value is met: nothing of it may stay. */
    @Test
    void leavesNothingIfAValueCannotBeStored() throws IOException {
        Path model = Exportable.of("qwen2", directory.resolve("model")).directory();
        poison(model, "model.layers.1.mlp.up_proj.weight");

        UnstorableValueException refusal =
                catchThrowableOfType(UnstorableValueException.class, () -> export(model, GgufFileType.F16));

        assertThat(refusal).hasMessage("blk.1.ffn_up.weight holds 70000.0 at index 0, which F16 cannot store");
        assertThat(directory.resolve("model.gguf")).doesNotExist();
        assertThat(partials()).isEmpty();
        assertThat(export(model, GgufFileType.BF16).file()).exists();
    }

    @Test
    void equalCheckpointsYieldEqualBytesOnAnyNumberOfThreads() throws IOException {
        Path model = Exportable.of("qwen2", directory.resolve("model")).directory();
        byte[] first = Files.readAllBytes(export(model, GgufFileType.Q8_0).file());
        byte[] second =
                Files.readAllBytes(export(model, GgufFileType.Q8_0, true, 3).file());
        assertThat(second).isEqualTo(first);
    }

    private static void poison(Path model, String tensor) throws IOException {
        long position;
        try (CheckpointDirectory checkpoint = CheckpointDirectory.open(model)) {
            position = checkpoint.location(tensor).position();
        }
        byte[] bytes = Files.readAllBytes(model.resolve("model.safetensors"));
        java.nio.ByteBuffer.wrap(bytes)
                .order(java.nio.ByteOrder.LITTLE_ENDIAN)
                .putFloat(Math.toIntExact(position), 70_000);
        Files.write(model.resolve("model.safetensors"), bytes);
    }

    private List<Path> partials() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().contains("partial"))
                    .toList();
        }
    }

    private GgufMetadata metadata(Exportable model) {
        return read(export(model.directory(), GgufFileType.F16).file());
    }

    private static GgufMetadata read(Path file) {
        try (GgufFile gguf = GgufFile.open(file)) {
            return gguf.metadata();
        }
    }

    private GgufReport export(Path model, GgufFileType type) {
        return export(model, type, false);
    }

    private GgufReport export(Path model, GgufFileType type, boolean replacing) {
        return export(model, type, replacing, 1);
    }

    private GgufReport export(Path model, GgufFileType type, boolean replacing, int threads) {
        Path target = directory.resolve(model.getFileName() + ".gguf");
        try (CheckpointDirectory checkpoint = CheckpointDirectory.open(model)) {
            return GgufExport.write(
                    checkpoint, type, new GgufExport.Options(target, replacing, "tiny", threads, tensor -> {}));
        }
    }

    private static JsonNode json(Path file) throws IOException {
        return new JsonMapper().readTree(file.toFile());
    }
}
