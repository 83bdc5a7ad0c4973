package dev.ordo.model.gguf;

import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.checkpoint.UnsupportedConfigException;

/** Says in llama.cpp's words what a {@code config.json} says, and refuses what they have no word for. */
final class ConfigMetadata {
    private final ModelConfig config;
    private final MetadataWriter metadata;

    private ConfigMetadata(ModelConfig config, MetadataWriter metadata) {
        this.config = config;
        this.metadata = metadata;
    }

    /**
     * Writes the keys of a model's family and shape.
     *
     * @throws UnsupportedConfigException naming what llama.cpp does not compute in a model of this family
     */
    static void write(ModelConfig config, MetadataWriter metadata) {
        refuseUnsupported(config);
        ConfigMetadata keys = new ConfigMetadata(config, metadata);
        keys.shape();
        RotaryMetadata.write(config, metadata);
    }

    private void shape() {
        integer("vocab_size", config.vocabSize());
        integer("context_length", config.maxPositionEmbeddings());
        integer("embedding_length", config.hiddenSize());
        integer("block_count", config.numHiddenLayers());
        integer("feed_forward_length", config.intermediateSize());
        integer("attention.head_count", config.numAttentionHeads());
        integer("attention.head_count_kv", config.numKeyValueHeads());
        if (config.headDim() * config.numAttentionHeads() != config.hiddenSize()) {
            integer("attention.key_length", config.headDim());
            integer("attention.value_length", config.headDim());
        }
        metadata.number(config.modelType() + ".attention.layer_norm_rms_epsilon", config.rmsNormEps());
    }

    private void integer(String name, int value) {
        metadata.integer(config.modelType() + "." + name, value);
    }

    private static void refuseUnsupported(ModelConfig config) {
        for (int window : config.attentionWindows()) {
            if (window > 0 && window < config.maxPositionEmbeddings()) {
                throw unsupported(
                        "sliding_window",
                        window,
                        "a window of all " + config.maxPositionEmbeddings() + " positions in a GGUF file of a "
                                + config.modelType());
            }
        }
        if (config.attentionOutputBias() && !config.modelType().equals("llama")) {
            throw unsupported("attention_bias", true, "only false in a GGUF file of a " + config.modelType());
        }
    }

    static UnsupportedConfigException unsupported(String field, Object value, String supported) {
        return new UnsupportedConfigException(field, value.toString(), supported);
    }
}
