package dev.ordo.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ordo.events.error.ErrorCode;
import dev.ordo.model.packed.QuantizationConfig;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the families differ in: windows, rotary scaling, norms of queries and keys. */
class FamilyConfigTest {

    @Test
    void qwen3NormalizesQueriesAndKeysAndHasWideHeadsUnlessItSaysOtherwise() {
        ModelConfig config = ModelConfig.parse(TinyCheckpoints.qwenJson()
                .put("model_type", "qwen3")
                .putNull("architectures")
                .put("attention_bias", false));

        assertThat(config.queryKeyNorm()).isTrue();
        assertThat(config.attentionBias()).isFalse();
        assertThat(config.headDim()).isEqualTo(128);
        assertThat(TensorLayout.of(config).shapes())
                .containsKeys("model.layers.0.self_attn.q_norm.weight", "model.layers.1.self_attn.k_norm.weight")
                .doesNotContainKey("model.layers.0.self_attn.q_proj.bias");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{}; 0,0",
                "{\"sliding_window\":7}; 0,0",
                "{\"use_sliding_window\":true,\"sliding_window\":7}; 0,0",
                "{\"use_sliding_window\":true,\"sliding_window\":7,\"max_window_layers\":1}; 0,7",
                "{\"use_sliding_window\":true,\"sliding_window\":null,\"max_window_layers\":0}; 0,0",
                "{\"use_sliding_window\":true,\"max_window_layers\":0}; 4096,4096",
                "{\"use_sliding_window\":true,\"sliding_window\":7,"
                        + "\"layer_types\":[\"sliding_attention\",\"full_attention\"]}; 7,0"
            })
    void qwensLayersLookAsFarBackAsTheConfigurationSays(String fields, String windows) {
        ObjectNode json = qwen(fields);

        assertThat(ModelConfig.parse(json).attentionWindows())
                .extracting(String::valueOf)
                .containsExactly(windows.split(","));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{\"sliding_window\":4096}; sliding_window",
                "{\"use_sliding_window\":true}; use_sliding_window",
                "{\"layer_types\":[\"sliding_attention\",\"full_attention\"]}; layer_types",
                "{\"rope_parameters\":{\"rope_type\":\"yarn\",\"factor\":2.0,\"short_factor\":[1]}};"
                        + " rope_parameters.short_factor",
                "{\"rope_parameters\":{\"full_attention\":{\"rope_type\":\"default\"}}};"
                        + " rope_parameters.full_attention",
                "{\"rope_parameters\":{\"rope_type\":\"linear\",\"factor\":2.0,\"partial_rotary_factor\":0.5}};"
                        + " rope_parameters.partial_rotary_factor",
                "{\"auto_map\":{\"AutoModelForCausalLM\":\"theirs.Model\"}}; auto_map",
                "{\"architectures\":[\"LlamaForSequenceClassification\"]}; architectures",
                "{\"attn_logit_softcapping\":50.0}; attn_logit_softcapping",
                "{\"num_experts\":8}; num_experts",
                "{\"logits_scaling\":8.0}; logits_scaling"
            })
    void refusesByNameWhatNoLlamaComputes(String fields, String named) {
        ObjectNode json = TinyCheckpoints.llama().toJson();
        json.remove("rope_scaling");
        json.setAll((ObjectNode) TinyCheckpoints.json(fields));

        assertThatThrownBy(() -> ModelConfig.parse(json))
                .isInstanceOfSatisfying(UnsupportedConfigException.class, e -> {
                    assertThat(e.field()).isEqualTo(named);
                    assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED_MODEL);
                })
                .hasMessageContaining(named + " is ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{\"layer_types\":[\"full_attention\"]}; layer_types must name 2 layers, named 1",
                "{\"layer_types\":[\"sliding_attention\",\"full_attention\"]}; layer_types names sliding_attention,"
                        + " but no sliding_window is in use",
                "{\"use_sliding_window\":true,\"sliding_window\":0,\"max_window_layers\":0}; sliding_window",
                "{\"use_sliding_window\":\"yes\"}; use_sliding_window must be true or false",
                "{\"rope_scaling\":{\"type\":\"linear\"}}; rope_scaling.factor is missing",
                "{\"rope_scaling\":{\"rope_type\":\"llama3\",\"factor\":8,\"low_freq_factor\":4,\"high_freq_factor\":1}};"
                        + " rope_scaling.high_freq_factor",
                "{\"rope_scaling\":{\"type\":\"yarn\",\"factor\":-4}}; rope_scaling.factor",
                "{\"rope_scaling\":{\"type\":\"yarn\",\"factor\":4,\"truncate\":1}}; rope_scaling.truncate"
            })
    void namesTheFieldThatIsWrong(String fields, String message) {
        assertThatThrownBy(() -> ModelConfig.parse(qwen(fields)))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"type", "rope_type"})
    void readsAScalingInTheSpellingOfEitherTransformers(String spelling) {
        ObjectNode json = qwen("{\"rope_scaling\":{\"" + spelling
                + "\":\"yarn\",\"factor\":4.0,\"original_max_position_embeddings\":16}}");

        assertThat(ModelConfig.parse(json).ropeScaling())
                .isEqualTo(new RotaryScaling.Yarn(4, 0.1 * Math.log(4) + 1, 32, 1, true, 16));
    }

    @Test
    void refusesTwoPlacesForOneScaling() {
        ObjectNode json = qwen("{\"rope_scaling\":{\"type\":\"linear\",\"factor\":2.0},"
                + "\"rope_parameters\":{\"rope_type\":\"default\",\"rope_theta\":1e4}}");

        assertThatThrownBy(() -> ModelConfig.parse(json))
                .hasMessageContaining("rope_scaling stands beside rope_parameters");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{\"use_sliding_window\":true,\"sliding_window\":7,\"max_window_layers\":1}; 1; 7",
                "{\"use_sliding_window\":true,\"sliding_window\":7,\"max_window_layers\":1}; 0; 0",
                "{\"use_sliding_window\":true,\"sliding_window\":7,"
                        + "\"layer_types\":[\"sliding_attention\",\"full_attention\"]}; 1; 0",
                "{\"use_sliding_window\":true,\"sliding_window\":7,"
                        + "\"layer_types\":[\"sliding_attention\",\"full_attention\"]}; 0; 7",
                "{}; 1; 0"
            })
    void layersThatStayLookAsFarBackAsBefore(String fields, int kept, int window) {
        ModelConfig config = ModelConfig.parse(qwen(fields)).withLayers(kept);

        assertThat(config.numHiddenLayers()).isEqualTo(1);
        assertThat(config.attentionWindows()).containsExactly(window);
        assertThat(ModelConfig.parse(config.toJson())).isEqualTo(config);
    }

    @Test
    void layersThatStayKeepTheirModulesThatAreNotQuantized() {
        QuantizationConfig packing = new QuantizationConfig(
                4,
                8,
                List.of("lm_head", "model.layers.0.mlp.up_proj", "model.layers.1.mlp.down_proj", "model.layers.1.x"));

        ModelConfig config = TinyCheckpoints.qwen().withQuantization(packing).withLayers(1);

        assertThat(config.quantization().orElseThrow().ignore())
                .containsExactly("lm_head", "model.layers.0.mlp.down_proj", "model.layers.0.x");
    }

    @Test
    void layersThatStayKeepTheirWidths() {
        QuantizationConfig packing = QuantizationConfig.allButHead(4, 8)
                .withBits(Map.of(
                        "model.embed_tokens", 8, "model.layers.0.mlp.up_proj", 2, "model.layers.1.mlp.down_proj", 8));

        ModelConfig config = TinyCheckpoints.qwen().withQuantization(packing).withLayers(1);

        assertThat(config.quantization().orElseThrow())
                .isEqualTo(QuantizationConfig.allButHead(4, 8)
                        .withBits(Map.of("model.embed_tokens", 8, "model.layers.0.mlp.down_proj", 8)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2", "-1", "1,0", "0,0"})
    void layersThatAreNotThereOrOutOfOrderCannotStay(String kept) {
        int[] layers = Stream.of(kept.split(",")).mapToInt(Integer::parseInt).toArray();

        assertThatThrownBy(() -> TinyCheckpoints.qwen().withLayers(layers))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("layers must ascend in [0, 2)");
    }

    private static ObjectNode qwen(String fields) {
        ObjectNode json = TinyCheckpoints.qwenJson();
        for (String each : new String[] {"rope_scaling", "rope_parameters", "sliding_window", "max_window_layers"}) {
            json.remove(each);
        }
        json.setAll((ObjectNode) TinyCheckpoints.json(fields));
        return json;
    }
}
