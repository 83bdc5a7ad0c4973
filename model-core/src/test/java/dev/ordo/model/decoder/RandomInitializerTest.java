package dev.ordo.model.decoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ordo.model.checkpoint.ModelConfig;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RandomInitializerTest {
    private final ModelConfig config = TinyDecoder.config(1000, 32);

    @Test
    void drawsTheSameWeightsFromTheSameSeedOnEveryMachine() {
        Map<String, float[]> weights = new RandomInitializer(1).weights(config);

        assertThat(weights).usingRecursiveComparison().isEqualTo(new RandomInitializer(1).weights(config));
        assertThat(weights.get("model.embed_tokens.weight")[0])
                .isEqualTo((float) (0.02 * new java.util.Random(1).nextGaussian()));
    }

    @Test
    void drawsOtherWeightsFromAnotherSeed() {
        float[] one = new RandomInitializer(1).weights(config).get("model.embed_tokens.weight");
        float[] two = new RandomInitializer(2).weights(config).get("model.embed_tokens.weight");

        assertThat(one).isNotEqualTo(two);
    }

    @Test
    void beginsWithNormsOfOneAndBiasesOfZero() {
        Map<String, float[]> weights = new RandomInitializer(1).weights(config);

        assertThat(weights.get("model.norm.weight")).containsOnly(1);
        assertThat(weights.get("model.layers.1.input_layernorm.weight")).containsOnly(1);
        assertThat(weights.get("model.layers.0.self_attn.k_proj.bias")).containsOnly(0);
    }

    @Test
    void scalesDownWhatWritesIntoTheResidualStream() {
        Map<String, float[]> weights = new RandomInitializer(1).weights(config);

        assertThat(deviation(weights.get("model.embed_tokens.weight"))).isCloseTo(0.02, within(0.0005));
        assertThat(deviation(weights.get("model.layers.0.mlp.down_proj.weight")))
                .isCloseTo(0.01, within(0.001));
        assertThat(deviation(weights.get("model.layers.1.self_attn.o_proj.weight")))
                .isCloseTo(0.01, within(0.001));
    }

    private static double deviation(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += (double) value * value;
        }
        return Math.sqrt(sum / values.length);
    }
}
