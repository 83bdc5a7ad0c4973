package dev.ordo.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ordo.events.error.ErrorCode;
import dev.ordo.model.GoldenFiles;
import dev.ordo.model.packed.NumberFormat;
import dev.ordo.model.packed.QuantizationConfig;
import dev.ordo.model.safetensors.DType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelConfigTest {
    @TempDir
    Path directory;

    @Test
    void readsTheSpellingOfTransformers4() {
        ModelConfig config = TinyCheckpoints.qwen();

        assertThat(config.modelType()).isEqualTo("qwen2");
        assertThat(config.headDim()).isEqualTo(4);
        assertThat(config.ropeTheta()).isEqualTo(10_000.0);
        assertThat(config.rmsNormEps()).isEqualTo(1e-6);
        assertThat(config.torchDtype()).isEqualTo(DType.BF16);
        assertThat(config.tieWordEmbeddings()).isTrue();
        assertThat(config.bosTokenId()).isEmpty();
        assertThat(config.eosTokenIds()).containsExactly(0);
        assertThat(config.quantization()).isEmpty();
    }

    @Test
    void readsTheSpellingOfTransformers5() {
        ModelConfig config = ModelConfig.read(GoldenFiles.path("qwen2/config.json"));

        assertThat(config.ropeTheta()).isEqualTo(20_000.0);
        assertThat(config.torchDtype()).isEqualTo(DType.BF16);
        assertThat(config.numKeyValueHeads()).isEqualTo(2);
    }

    @Test
    void qwenHasBiasesInQueryKeyAndValueOnly() {
        assertThat(TensorLayout.of(TinyCheckpoints.qwen()).shapes().keySet())
                .contains("model.layers.0.self_attn.v_proj.bias")
                .doesNotContain("model.layers.0.self_attn.o_proj.bias", "lm_head.weight");
    }

    @Test
    void llamaHasBiasesInAllFourOrNone() {
        ObjectNode json = TinyCheckpoints.llamaJson();
        String output = "model.layers.0.self_attn.o_proj.bias";
        assertThat(TensorLayout.of(ModelConfig.parse(json)).shapes())
                .doesNotContainKeys(output, "model.layers.0.self_attn.q_proj.bias")
                .containsKey("lm_head.weight");

        json.put("attention_bias", true);
        assertThat(TensorLayout.of(ModelConfig.parse(json)).shapes())
                .containsKeys(output, "model.layers.0.self_attn.q_proj.bias");
    }

    @Test
    void takesTheHeadDimThatTheConfigurationStates() {
        ModelConfig config = TinyCheckpoints.llama();

        assertThat(config.headDim()).isEqualTo(8);
        assertThat(TensorLayout.of(config).shapes().get("model.layers.0.self_attn.o_proj.weight"))
                .containsExactly(16, 32);
        assertThat(config.bosTokenId()).hasValue(1);
        assertThat(config.eosTokenIds()).containsExactly(2, 3);
    }

    @Test
    void keepsUnknownFieldsAndTheirOrderWhenASizeIsReplaced() {
        ObjectNode before = TinyCheckpoints.qwenJson();
        ObjectNode after = ModelConfig.parse(before).withIntermediateSize(24).toJson();

        assertThat(after.fieldNames()).toIterable().containsExactlyElementsOf(() -> before.fieldNames());
        assertThat(after.get("initializer_range").doubleValue()).isEqualTo(0.02);
        assertThat(after.get("intermediate_size").intValue()).isEqualTo(24);
        assertThat(before.get("intermediate_size").intValue()).isEqualTo(32);
    }

    @Test
    void replacesTheTypeInTheSpellingThatTheFileUses() {
        ObjectNode old = TinyCheckpoints.qwen().withTorchDtype(DType.F16).toJson();
        ObjectNode recent = TinyCheckpoints.llama().withTorchDtype(DType.BF16).toJson();

        assertThat(old.get("torch_dtype").textValue()).isEqualTo("float16");
        assertThat(old.has("dtype")).isFalse();
        assertThat(recent.get("dtype").textValue()).isEqualTo("bfloat16");
        assertThat(recent.has("torch_dtype")).isFalse();
    }

    @Test
    void quantizationSurvivesBeingWrittenAndRead() {
        QuantizationConfig quantization =
                new QuantizationConfig(4, 16, List.of("lm_head", "model.layers.0.mlp.up_proj"));
        ModelConfig config = TinyCheckpoints.qwen().withQuantization(quantization);

        ModelConfig again = ModelConfig.parse(config.toJson());

        assertThat(again.quantization()).contains(quantization);
        assertThat(again.withoutQuantization()).isEqualTo(TinyCheckpoints.qwen());
    }

    @Test
    void widthsByModuleSurviveBeingWrittenAndRead() {
        QuantizationConfig quantization = QuantizationConfig.allButHead(4, 16)
                .withBits(Map.of("model.embed_tokens", 8, "lm_head", 8, "model.layers.0.mlp.up_proj", 2));

        ModelConfig again = ModelConfig.parse(
                TinyCheckpoints.qwen().withQuantization(quantization).toJson());

        assertThat(quantization.ignore()).isEmpty();
        assertThat(again.quantization()).contains(quantization);
        assertThat(again.toJson().at("/quantization_config/config_groups/group_2/targets"))
                .extracting(JsonNode::textValue)
                .containsExactly("lm_head", "model.embed_tokens");
    }

    @Test
    void readsBackIntegersWithZeroPoints() {
        QuantizationConfig quantization = QuantizationConfig.allButHead(4, 8)
                .withNumbers(NumberFormat.ASYMMETRIC_INTEGERS)
                .withBits(Map.of("lm_head", 8));

        ModelConfig again = ModelConfig.parse(
                TinyCheckpoints.qwen().withQuantization(quantization).toJson());

        assertThat(again.quantization()).contains(quantization);
        assertThat(again.toJson().at("/quantization_config/config_groups/group_1/weights/symmetric"))
                .isEqualTo(BooleanNode.FALSE);
    }

    @Test
    void modulesArePackedInTheirOwnWidthTheEmbeddingOnlyIfItIsNamed() {
        QuantizationConfig quantization = QuantizationConfig.allButHead(4, 8)
                .withBits(Map.of("model.embed_tokens", 8, "model.layers.0.mlp.up_proj", 2))
                .ignoring(Set.of("model.layers.1.mlp.up_proj"));
        TensorLayout layout = TensorLayout.of(TinyCheckpoints.llama().withQuantization(quantization));

        assertThat(layout.packed("model.embed_tokens.weight").orElseThrow().bits())
                .isEqualTo(8);
        assertThat(layout.packed("model.layers.0.mlp.up_proj.weight")
                        .orElseThrow()
                        .bits())
                .isEqualTo(2);
        assertThat(layout.packed("model.layers.0.mlp.down_proj.weight")
                        .orElseThrow()
                        .bits())
                .isEqualTo(4);
        assertThat(layout.packed("model.layers.1.mlp.up_proj.weight")).isEmpty();
        assertThat(layout.packed("lm_head.weight")).isEmpty();
        assertThat(quantization.ignoring(Set.of("model.embed_tokens")))
                .isEqualTo(QuantizationConfig.allButHead(4, 8)
                        .withBits(Map.of("model.layers.0.mlp.up_proj", 2))
                        .ignoring(Set.of("model.layers.1.mlp.up_proj")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "/weights; group_size; 4; weights.group_size",
                "/weights; symmetric; false; weights.symmetric",
                "; targets; [\"Linear\"]; targets",
                "; targets; [\"re:.*up_proj\"]; targets",
                "; targets; [\"lm_head\", \"lm_head\"]; targets",
                "; input_activations; {\"num_bits\":8}; input_activations"
            })
    void refusesByNameAFurtherGroupThatItDoesNotUnpack(String place, String field, String value, String named) {
        ObjectNode json = TinyCheckpoints.qwen()
                .withQuantization(QuantizationConfig.allButHead(4, 8).withBits(Map.of("lm_head", 8)))
                .toJson();
        String group = "/quantization_config/config_groups/group_1" + (place == null ? "" : place);
        ((ObjectNode) json.at(group))
                .set(field, TinyCheckpoints.json("{\"v\":" + value + "}").get("v"));

        assertThatThrownBy(() -> ModelConfig.parse(json))
                .isInstanceOf(UnsupportedConfigException.class)
                .hasMessageContaining("quantization_config.config_groups.group_1." + named);
    }

    @Test
    void modulesToIgnoreStayUnpacked() {
        QuantizationConfig quantization =
                new QuantizationConfig(4, 8, List.of("lm_head", "model.layers.0.mlp.up_proj"));
        TensorLayout layout = TensorLayout.of(TinyCheckpoints.llama().withQuantization(quantization));

        assertThat(layout.packed("model.layers.0.mlp.up_proj.weight")).isEmpty();
        assertThat(layout.packed("lm_head.weight")).isEmpty();
        assertThat(layout.packed("model.embed_tokens.weight")).isEmpty();
        assertThat(layout.packed("model.layers.0.mlp.gate_proj.weight")).isPresent();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "model_type; \"gpt2\"",
                "hidden_act; \"gelu\"",
                "mlp_bias; true",
                "layer_types; [\"full_attention\",\"chunked_attention\"]",
                "rope_scaling.rope_type; {\"rope_type\":\"dynamic\",\"factor\":4.0}",
                "rope_scaling.type; {\"type\":\"longrope\",\"factor\":2.0}",
                "rope_scaling.factor; {\"factor\":2.0}",
                "rope_parameters.rope_type; {\"rope_type\":\"proportional\",\"rope_theta\":5e5}",
                "partial_rotary_factor; 0.5",
                "torch_dtype; \"float64\"",
                "use_mrope; true"
            })
    void refusesByNameWhatItDoesNotCompute(String field, String value) {
        ObjectNode json = TinyCheckpoints.qwenJson();
        json.set(
                field.replaceFirst("\\..*", ""),
                TinyCheckpoints.json("{\"v\":" + value + "}").get("v"));

        assertThatThrownBy(() -> ModelConfig.parse(json))
                .isInstanceOfSatisfying(UnsupportedConfigException.class, e -> {
                    assertThat(e.field()).isEqualTo(field);
                    assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED_MODEL);
                })
                .hasMessageContaining(field);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "quant_method; \"gptq\"; quant_method",
                "format; \"int-quantized\"; format",
                "quantization_status; \"initialized\"; quantization_status",
                "kv_cache_scheme; {\"num_bits\":8}; kv_cache_scheme",
                "ignore; [\"re:.*down_proj\"]; ignore",
                "config_groups; {\"group_0\":{},\"group_1\":{}}; config_groups"
            })
    void refusesByNameAQuantizationThatItDoesNotUnpack(String field, String value, String named) {
        ObjectNode json = TinyCheckpoints.qwen()
                .withQuantization(QuantizationConfig.allButHead(4, 8))
                .toJson();
        ((ObjectNode) json.get("quantization_config"))
                .set(field, TinyCheckpoints.json("{\"v\":" + value + "}").get("v"));

        assertThatThrownBy(() -> ModelConfig.parse(json))
                .isInstanceOf(UnsupportedConfigException.class)
                .hasMessageContaining("quantization_config." + named);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {"num_bits; 5", "strategy; \"channel\"", "type; \"float\"", "dynamic; true", "actorder; \"group\""})
    void refusesByNameAWeightSchemeThatItDoesNotUnpack(String field, String value) {
        ObjectNode json = TinyCheckpoints.qwen()
                .withQuantization(QuantizationConfig.allButHead(4, 8))
                .toJson();
        ((ObjectNode) json.at("/quantization_config/config_groups/group_0/weights"))
                .set(field, TinyCheckpoints.json("{\"v\":" + value + "}").get("v"));

        assertThatThrownBy(() -> ModelConfig.parse(json))
                .isInstanceOf(UnsupportedConfigException.class)
                .hasMessageContaining("quantization_config.config_groups.group_0.weights." + field);
    }

    @ParameterizedTest
    @ValueSource(strings = {"weight", "static"})
    void acceptsAnOrderingThatLeavesTheLayoutAsItIs(String actorder) {
        ObjectNode json = TinyCheckpoints.qwen()
                .withQuantization(QuantizationConfig.allButHead(4, 8))
                .toJson();
        ((ObjectNode) json.at("/quantization_config/config_groups/group_0/weights")).put("actorder", actorder);

        assertThat(ModelConfig.parse(json).quantization()).contains(QuantizationConfig.allButHead(4, 8));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "vocab_size; null; vocab_size",
                "hidden_size; 0; hidden_size",
                "hidden_size; 18; num_attention_heads",
                "intermediate_size; -4; intermediate_size",
                "num_hidden_layers; 1000000000; num_hidden_layers",
                "num_hidden_layers; 2.5; num_hidden_layers",
                "num_attention_heads; \"4\"; num_attention_heads",
                "num_key_value_heads; 3; num_key_value_heads",
                "rms_norm_eps; 0; rms_norm_eps",
                "rms_norm_eps; \"tiny\"; rms_norm_eps",
                "rope_parameters; 3; rope_parameters",
                "rope_theta; -1; rope_theta",
                "tie_word_embeddings; 1; tie_word_embeddings",
                "eos_token_id; \"end\"; eos_token_id",
                "vocab_size; 99999999999999999999; vocab_size",
                "layer_types; 7; layer_types",
                "model_type; null; model_type"
            })
    void refusesByNameAnImpossibleValue(String field, String value, String named) {
        ObjectNode json = TinyCheckpoints.qwenJson();
        json.set(field, TinyCheckpoints.json("{\"v\":" + value + "}").get("v"));

        assertThatThrownBy(() -> ModelConfig.parse(json))
                .isInstanceOfSatisfying(
                        InvalidConfigException.class, e -> assertThat(e.field()).isEqualTo(named))
                .hasMessageStartingWith(named + " ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "''; must be a JSON object",
                "[1]; must be a JSON object",
                "{\"a\":1; is not JSON",
                "{} {}; is not JSON",
                "{\"hidden_size\":1,\"hidden_size\":2}; Duplicate field 'hidden_size'"
            })
    void refusesAFileThatIsNoJsonObject(String text, String problem) throws IOException {
        Path file = Files.writeString(directory.resolve("config.json"), text);

        assertThatThrownBy(() -> ModelConfig.read(file))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining("config.json")
                .hasMessageContaining(problem);
    }

    @Test
    void refusesAConfigurationNestedWithoutEnd() throws IOException {
        Path file = Files.writeString(directory.resolve("config.json"), "{\"a\":".repeat(200_000));

        assertThatThrownBy(() -> ModelConfig.read(file)).isInstanceOf(InvalidConfigException.class);
    }
}
