package dev.ordo.model.gguf;

import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.checkpoint.RotaryScaling;
import dev.ordo.model.checkpoint.RotaryScaling.Linear;
import dev.ordo.model.checkpoint.RotaryScaling.Llama3;
import dev.ordo.model.checkpoint.RotaryScaling.Yarn;
import java.util.Optional;

/**
 * Rotary embedding in llama.cpp's words: linear scaling and YaRN are keys, Llama 3's blend is a tensor that rates are divided by.
 */
final class RotaryMetadata {
    /** Name of the tensor that rates are divided by. */
    static final String FACTORS = "rope_freqs.weight";

    private static final double BETA_FAST = 32;
    private static final double BETA_SLOW = 1;
    /** Less than float32 tells from 1. */
    private static final double SAME = 1e-8;

    private final String prefix;
    private final MetadataWriter metadata;

    private RotaryMetadata(ModelConfig config, MetadataWriter metadata) {
        this.prefix = config.modelType() + ".rope.";
        this.metadata = metadata;
    }

    /** @throws dev.ordo.model.checkpoint.UnsupportedConfigException if llama.cpp does not compute such a scaling */
    static void write(ModelConfig config, MetadataWriter metadata) {
        RotaryMetadata keys = new RotaryMetadata(config, metadata);
        metadata.integer(keys.prefix + "dimension_count", config.headDim());
        metadata.number(keys.prefix + "freq_base", config.ropeTheta());
        if (config.ropeScaling() instanceof Linear linear) {
            metadata.text(keys.prefix + "scaling.type", "linear");
            metadata.number(keys.prefix + "scaling.factor", linear.factor());
        } else if (config.ropeScaling() instanceof Yarn yarn) {
            keys.yarn(yarn);
        } else if (config.ropeScaling() instanceof Llama3 && !config.modelType().equals("llama")) {
            throw ConfigMetadata.unsupported(
                    "rope_scaling.rope_type", "llama3", "linear or yarn in a GGUF file of a " + config.modelType());
        }
    }

    private void yarn(Yarn yarn) {
        only("truncate", yarn.truncate(), true);
        only("beta_fast", yarn.betaFast(), BETA_FAST);
        only("beta_slow", yarn.betaSlow(), BETA_SLOW);
        metadata.text(prefix + "scaling.type", "yarn");
        metadata.number(prefix + "scaling.factor", yarn.factor());
        metadata.integer(prefix + "scaling.original_context_length", yarn.originalContext());
        double sharpness = yarn.attentionFactor() / (1 + 0.1 * Math.log(yarn.factor()));
        if (Math.abs(sharpness - 1) > SAME) {
            metadata.number(prefix + "scaling.attn_factor", sharpness);
        }
    }

    /** There are keys for these, but llama.cpp reads them in other families alone. */
    private static void only(String field, Object value, Object supported) {
        if (!value.equals(supported)) {
            throw ConfigMetadata.unsupported("rope_scaling." + field, value, "only " + supported + " in a GGUF file");
        }
    }

    /**
     * What llama.cpp divides the rates theta^(-2i/D) by, i < D/2; nothing if they stay as they are or a key scales them.
     *
     * @see <a href="https://arxiv.org/abs/2407.21783">Grattafiori et al. 2024, section 3.2; the blend is in Meta's published code</a>
     */
    static Optional<float[]> factors(ModelConfig config) {
        RotaryScaling scaling = config.ropeScaling();
        if (!(scaling instanceof Llama3 llama)) {
            return Optional.empty();
        }
        float[] factors = new float[config.headDim() / 2];
        for (int pair = 0; pair < factors.length; pair++) {
            double rate = Math.pow(config.ropeTheta(), -2.0 * pair / config.headDim());
            factors[pair] = (float) factor(rate, llama);
        }
        return Optional.of(factors);
    }

    /** n turns in the original context: 1 from the high frequency factor on, the whole factor up to the low one, blended between. */
    private static double factor(double rate, Llama3 scaling) {
        double turns = scaling.originalContext() * rate / (2 * Math.PI);
        double low = scaling.lowFrequencyFactor();
        double share = (turns - low) / (scaling.highFrequencyFactor() - low);
        double kept = Math.min(1, Math.max(0, share));
        return 1 / ((1 - kept) / scaling.factor() + kept);
    }
}
