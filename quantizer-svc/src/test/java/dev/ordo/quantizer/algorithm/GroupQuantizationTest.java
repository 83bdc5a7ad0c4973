package dev.ordo.quantizer.algorithm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.footprint.ModelBytes;
import dev.ordo.model.quantization.GroupSizeException;
import dev.ordo.model.testing.TinyModels;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GroupQuantizationTest {
    private static final String QWEN_3B = """
        {"architectures": ["Qwen2ForCausalLM"], "model_type": "qwen2", "vocab_size": 151936, "hidden_size": 2048,
         "intermediate_size": 11008, "num_hidden_layers": 36, "num_attention_heads": 16, "num_key_value_heads": 2,
         "rms_norm_eps": 1e-6, "rope_theta": 1000000.0, "max_position_embeddings": 32768, "hidden_act": "silu",
         "tie_word_embeddings": true, "torch_dtype": "bfloat16"}
        """;

    /** 30 % of 11,008 neurons are cut, to the nearest multiple of 128. */
    private final ModelConfig pruned = ModelConfig.parse(QWEN_3B).withIntermediateSize(7680);

    @Test
    void makesQwen3bThreePointSixNineTimesSmallerAfterPruning() {
        assertThat(ratio(new GroupQuantization(4, 128))).isCloseTo(3.69, within(0.005));
    }

    @Test
    void makesItFourAndAHalfTimesSmallerWithAnEmbeddingOf8Bits() {
        assertThat(ratio(new GroupQuantization(4, 128, 8, false))).isCloseTo(4.51, within(0.005));
    }

    private double ratio(GroupQuantization quantization) {
        ModelConfig packed = quantization.packing(pruned).packed(pruned);
        return (double) new ModelBytes(ModelConfig.parse(QWEN_3B)).stored() / new ModelBytes(packed).stored();
    }

    @Test
    void packsAnUntiedHeadAsItPacksTheEmbedding() {
        ModelConfig tied = TinyModels.config();
        ModelConfig untied = TinyModels.with(tied, Map.of("tie_word_embeddings", false));
        GroupQuantization quantization = new GroupQuantization(4, 32, 8, false);

        assertThat(quantization
                        .packing(untied)
                        .packed(untied)
                        .quantization()
                        .orElseThrow()
                        .moduleBits())
                .containsOnlyKeys("lm_head", "model.embed_tokens");
        assertThat(quantization
                        .packing(tied)
                        .packed(tied)
                        .quantization()
                        .orElseThrow()
                        .moduleBits())
                .containsOnlyKeys("model.embed_tokens");
    }

    @Test
    void namesWhatItKeepsAndRefusesItOtherwise() {
        ModelConfig model = TinyModels.config();
        GroupQuantization keeping = new GroupQuantization(4, 128, 8, true);

        assertThat(keeping.kept(model)).hasSize(13).contains("model.embed_tokens", "model.layers.1.self_attn.o_proj");
        assertThat(new GroupQuantization(4, 64, 8, true).kept(model)).isEmpty();
        assertThat(new GroupQuantization(4, 128, 8, false).kept(model)).isEmpty();
        assertThatThrownBy(() ->
                        new GroupQuantization(4, 128, 8, false).packing(model).packed(model))
                .isInstanceOf(GroupSizeException.class)
                .hasMessage("model.embed_tokens.weight has 64 input columns, which groups of 128 do not divide");
    }
}
