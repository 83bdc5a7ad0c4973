package dev.ordo.model.decoder;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.torch.TorchSession;
import java.util.Random;

/** Random models small enough to train in a test: hidden 16, 2 layers, 4 query heads over 2, 24 neurons. */
public final class TinyDecoder {
    private TinyDecoder() {}

    /** A Qwen2 with tied embeddings, stored as float32. */
    public static ModelConfig config(int vocabulary, int context) {
        try {
            return ModelConfig.parse(new JsonMapper().readTree("""
                            {"architectures": ["Qwen2ForCausalLM"], "model_type": "qwen2", "vocab_size": %d,
                             "hidden_size": 16, "intermediate_size": 24, "num_hidden_layers": 2,
                             "num_attention_heads": 4, "num_key_value_heads": 2, "rms_norm_eps": 1e-6,
                             "rope_theta": 10000.0, "max_position_embeddings": %d, "hidden_act": "silu",
                             "tie_word_embeddings": true, "torch_dtype": "float32"}
                            """.formatted(vocabulary, context)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    public static DecoderModel model(TorchSession session, int vocabulary, int context, long seed) {
        ModelConfig config = config(vocabulary, context);
        return DecoderModel.of(session, config, new RandomInitializer(seed).weights(config)::get);
    }

    /** A text in which token 3 i + 1 mod vocabulary mostly follows token i. */
    public static int[] text(int length, int vocabulary, long seed) {
        Random random = new Random(seed);
        int[] tokens = new int[length];
        for (int i = 1; i < length; i++) {
            tokens[i] = random.nextInt(10) < 8 ? (3 * tokens[i - 1] + 1) % vocabulary : random.nextInt(vocabulary);
        }
        return tokens;
    }
}
