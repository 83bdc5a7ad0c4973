package dev.ordo.model.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ordo.model.GoldenFiles;
import dev.ordo.model.ShapeMismatchException;
import dev.ordo.model.checkpoint.TensorMissingException;
import dev.ordo.model.checkpoint.TensorUnexpectedException;
import dev.ordo.model.checkpoint.UnsupportedConfigException;
import dev.ordo.model.tokenizer.TokenizerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is sound GGUF, but no model that Ordo computes. */
class GgufModelTest {
    @TempDir
    Path directory;

    private Path target;

    @BeforeEach
    void target() {
        target = directory.resolve("target");
    }

    @Test
    void refusesAnotherArchitectureByItsName() {
        assertThatThrownBy(() -> convert(file -> file.text("general.architecture", "mamba")))
                .isInstanceOf(UnsupportedConfigException.class)
                .hasMessage("general.architecture is mamba, which is not supported; llama, qwen2 or qwen3 is");
    }

    @ParameterizedTest
    @CsvSource({
        "llama.expert_count, 8",
        "llama.attention.sliding_window, 4096",
        "llama.rope.dimension_count, 8",
        "llama.attention.value_length, 32"
    })
    void refusesWhatItDoesNotComputeByItsKey(String key, int value) {
        assertThatThrownBy(() -> convert(file -> llama(file).number(key, value)))
                .isInstanceOf(UnsupportedConfigException.class)
                .hasMessageContaining(key + " is " + value);
    }

    @Test
    void refusesScaledRotaryFrequencies() {
        assertThatThrownBy(() -> convert(file -> llama(file).text("llama.rope.scaling.type", "yarn")))
                .isInstanceOf(UnsupportedConfigException.class)
                .hasMessageContaining("llama.rope.scaling.type is yarn");
        assertThatThrownBy(() -> convert(file ->
                        llama(file).tensor("rope_freqs.weight", 0, 8192, 8).data(16_384)))
                .isInstanceOf(UnsupportedConfigException.class)
                .hasMessageContaining("rope_freqs.weight");
    }

    @Test
    void refusesAFileWithoutTokenizer() {
        assertThatThrownBy(() -> convert(GgufModelTest::llama))
                .isInstanceOf(TokenizerException.class)
                .hasMessageContaining("has no tokenizer: there is no tokenizer.ggml.model");
    }

    @Test
    void refusesAnotherKindOfTokenizer() {
        assertThatThrownBy(() -> convert(file -> llama(file).text("tokenizer.ggml.model", "llama")))
                .isInstanceOf(TokenizerException.class)
                .hasMessageContaining("kind 'llama'; byte-level BPE ('gpt2') is read");
    }

    @Test
    void refusesAnUnknownPreTokenizer() {
        assertThatThrownBy(() -> convert(
                        file -> llama(file).text("tokenizer.ggml.model", "gpt2").text("tokenizer.ggml.pre", "dbrx")))
                .isInstanceOf(TokenizerException.class)
                .hasMessageContaining("is 'dbrx', which is not supported; gpt-2, smollm, llama-bpe, qwen2 are");
    }

    @Test
    void refusesMoreTokensThanRows() {
        assertThatThrownBy(() -> convert(file -> tokens(llama(file), "a", "b", "c", "d", "e")))
                .isInstanceOf(TokenizerException.class)
                .hasMessageContaining("has 5 tokens, but the embedding has 4 rows");
    }

    @Test
    void refusesATokenThatIsThereTwice() {
        assertThatThrownBy(() -> convert(file -> tokens(layered(file), "a", "b", "a")))
                .isInstanceOf(TokenizerException.class)
                .hasMessageContaining("the token 'a' twice, the second time as 2");
        assertThat(target).doesNotExist();
    }

    @Test
    void namesTheTensorsThatAreMissing() {
        assertThatThrownBy(() -> convert(file -> tokens(llama(file), "a")))
                .isInstanceOf(TensorMissingException.class)
                .hasMessageContaining("blk.0.attn_q.weight");
    }

    @Test
    void namesTheTensorsThatHaveNoPlace() {
        assertThatThrownBy(() -> convert(file -> tokens(layered(file), "a").tensor("blk.7.extra", 0, 15_360, 8)))
                .isInstanceOf(TensorUnexpectedException.class)
                .hasMessageContaining("blk.7.extra");
    }

    @Test
    void namesTheTensorOfAnotherShape() {
        assertThatThrownBy(() -> convert(file -> tokens(layer(llama(file), 9), "a")))
                .isInstanceOf(ShapeMismatchException.class)
                .hasMessageContaining("blk.0.attn_norm.weight");
        assertThat(target).doesNotExist();
    }

    @Test
    void leavesWhatIsAtTheTargetAlone() throws IOException {
        Files.createDirectory(target);
        Files.writeString(target.resolve("mine"), "mine");
        assertThatThrownBy(() -> GgufModel.convert(GoldenFiles.path("gguf/mixed.gguf"), target))
                .hasMessageContaining(target.toString());
        assertThat(target.resolve("mine")).hasContent("mine");
    }

    private void convert(UnaryOperator<RawGguf> content) {
        Path file = content.apply(new RawGguf()).data(16_384).write(directory.resolve("model.gguf"));
        GgufModel.convert(file, target);
    }

    /** One layer, hidden size 16, one head, four rows in the embedding; the layer's tensors are still to come. */
    private static RawGguf llama(RawGguf file) {
        return file.text("general.architecture", "llama")
                .number("llama.context_length", 64)
                .number("llama.embedding_length", 16)
                .number("llama.feed_forward_length", 16)
                .number("llama.block_count", 1)
                .number("llama.attention.head_count", 1)
                .pair("llama.attention.layer_norm_rms_epsilon", 6, RawGguf.int32(Float.floatToIntBits(1e-5f)))
                .tensor("token_embd.weight", 0, 0, 16, 4);
    }

    private static RawGguf layered(RawGguf file) {
        return layer(llama(file), 16);
    }

    private static RawGguf layer(RawGguf file, long normSize) {
        return file.tensor("blk.0.attn_norm.weight", 0, 4096, normSize)
                .tensor("blk.0.attn_q.weight", 0, 4608, 16, 16)
                .tensor("blk.0.attn_k.weight", 0, 5632, 16, 16)
                .tensor("blk.0.attn_v.weight", 0, 6656, 16, 16)
                .tensor("blk.0.attn_output.weight", 0, 7680, 16, 16)
                .tensor("blk.0.ffn_norm.weight", 0, 8704, 16)
                .tensor("blk.0.ffn_gate.weight", 0, 9216, 16, 16)
                .tensor("blk.0.ffn_up.weight", 0, 10240, 16, 16)
                .tensor("blk.0.ffn_down.weight", 0, 11264, 16, 16)
                .tensor("output_norm.weight", 0, 12288, 16);
    }

    private static RawGguf tokens(RawGguf file, String... tokens) {
        return file.text("tokenizer.ggml.model", "gpt2")
                .text("tokenizer.ggml.pre", "gpt-2")
                .texts("tokenizer.ggml.tokens", tokens)
                .numbers("tokenizer.ggml.token_type", new int[tokens.length])
                .texts("tokenizer.ggml.merges");
    }
}
