package dev.ordo.model.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ordo.model.packed.PackedLayout;
import dev.ordo.model.packed.PackedWeight;
import dev.ordo.model.safetensors.FloatFormats;
import java.nio.file.Path;
import java.util.Random;

/** Small checkpoints with random weights, the same for the same seed. */
final class TinyCheckpoints {
    private TinyCheckpoints() {}

    static ObjectNode qwenJson() {
        return json("""
                {"architectures": ["Qwen2ForCausalLM"], "model_type": "qwen2", "vocab_size": 40, "hidden_size": 16,
                 "intermediate_size": 32, "num_hidden_layers": 2, "num_attention_heads": 4, "num_key_value_heads": 2,
                 "rms_norm_eps": 1e-6, "rope_theta": 10000.0, "max_position_embeddings": 64, "hidden_act": "silu",
                 "tie_word_embeddings": true, "torch_dtype": "bfloat16", "bos_token_id": null, "eos_token_id": 0,
                 "use_sliding_window": false, "initializer_range": 0.02}
                """);
    }

    static ObjectNode llamaJson() {
        return json("""
                {"architectures": ["LlamaForCausalLM"], "model_type": "llama", "vocab_size": 40, "hidden_size": 16,
                 "intermediate_size": 32, "num_hidden_layers": 1, "num_attention_heads": 4, "num_key_value_heads": 4,
                 "head_dim": 8, "rms_norm_eps": 1e-5, "max_position_embeddings": 64, "hidden_act": "silu",
                 "rope_parameters": {"rope_type": "default", "rope_theta": 500000.0}, "attention_bias": false,
                 "tie_word_embeddings": false, "dtype": "float32", "bos_token_id": 1, "eos_token_id": [2, 3]}
                """);
    }

    static ObjectNode json(String text) {
        try {
            return (ObjectNode) new JsonMapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    static ModelConfig qwen() {
        return ModelConfig.parse(qwenJson());
    }

    static ModelConfig llama() {
        return ModelConfig.parse(llamaJson());
    }

    static Path write(Path target, ModelConfig config, long seed) {
        return write(target, config, seed, CheckpointWriter.DEFAULT_SHARD_BYTES);
    }

    static Path write(Path target, ModelConfig config, long seed, long shardBytes) {
        TensorLayout layout = TensorLayout.of(config);
        Random random = new Random(seed);
        try (CheckpointWriter writer = CheckpointWriter.create(target, config, shardBytes)) {
            layout.shapes()
                    .forEach((name, shape) -> layout.packed(name)
                            .ifPresentOrElse(
                                    packed -> writer.writePacked(name, packed(packed, random)),
                                    () -> writer.write(name, values(shape, random))));
            return writer.commit();
        }
    }

    static float[] values(long[] shape, Random random) {
        int count = 1;
        for (long size : shape) {
            count *= (int) size;
        }
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian() * 0.1f;
        }
        return values;
    }

    static PackedWeight packed(PackedLayout layout, Random random) {
        byte[] values = new byte[layout.rows() * layout.columns()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (byte) (layout.minValue() + random.nextInt(2 * layout.offset()));
        }
        short[] scales = new short[layout.rows() * layout.groupsPerRow()];
        for (int i = 0; i < scales.length; i++) {
            scales[i] = FloatFormats.toBf16(0.001f + 0.01f * random.nextFloat());
        }
        return PackedWeight.pack(layout, values, scales);
    }
}
