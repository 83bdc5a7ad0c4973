package dev.ordo.model.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.ordo.model.WorkProgress;
import dev.ordo.model.checkpoint.CheckpointDirectory;
import dev.ordo.model.checkpoint.CheckpointWriter;
import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.checkpoint.TensorLayout;
import dev.ordo.model.decoder.DecoderModel;
import dev.ordo.model.decoder.TokenBatch;
import dev.ordo.model.packed.QuantizationConfig;
import dev.ordo.model.quantization.CheckpointQuantizer;
import dev.ordo.model.torch.TensorScope;
import dev.ordo.model.torch.TorchSession;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * Checkpoints of the Qwen2 family: hidden size 64, 128 neurons, 2 layers, 4 query heads over 2 key/value heads, tied
 * embeddings, the bundled tokenizer's 4096 tokens.
 *
 * <p>Weights come from a linear congruential generator whose values are exact in bfloat16, so that any language can make the
 * same ones: {@code x = (1103515245 x + 12345) mod 2^31} from {@code x = seed}, value {@code ((x >> 16) mod 256 - 128) *
 * 2^-10}, tensors in the order of their names, row-major; norms add 1 to an eighth of it.
 */
public final class TinyModels {
    public static final int HIDDEN = 64;
    public static final int NEURONS = 128;
    public static final int LAYERS = 2;
    public static final int VOCABULARY = 4096;

    private static final long MODULUS = 1L << 31;

    private TinyModels() {}

    public static ModelConfig config() {
        return config(VOCABULARY);
    }

    public static ModelConfig config(int vocabulary) {
        try {
            return ModelConfig.parse(new JsonMapper().readTree("""
                    {"architectures": ["Qwen2ForCausalLM"], "model_type": "qwen2", "vocab_size": %d, "hidden_size": %d,
                     "intermediate_size": %d, "num_hidden_layers": %d, "num_attention_heads": 4,
                     "num_key_value_heads": 2, "rms_norm_eps": 1e-6, "rope_theta": 10000.0,
                     "max_position_embeddings": 128, "hidden_act": "silu", "tie_word_embeddings": true,
                     "torch_dtype": "bfloat16", "bos_token_id": null, "eos_token_id": 0}
                    """.formatted(vocabulary, HIDDEN, NEURONS, LAYERS)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A configuration with other values for some fields of its {@code config.json}. */
    public static ModelConfig with(ModelConfig config, Map<String, ?> fields) {
        var json = config.toJson();
        fields.forEach((name, value) -> json.set(name, new JsonMapper().valueToTree(value)));
        return ModelConfig.parse(json);
    }

    /** The text of a {@code config.json}. */
    public static String text(ModelConfig config) {
        return config.toJson().toString();
    }

    /** The weights of a model without packed ones, the same for the same seed. */
    public static Map<String, float[]> weights(ModelConfig config, long seed) {
        Map<String, float[]> weights = new TreeMap<>();
        long state = seed;
        for (Map.Entry<String, long[]> tensor : TensorLayout.of(config).shapes().entrySet()) {
            float[] values = new float[elements(tensor.getValue())];
            boolean norm = tensor.getKey().endsWith("norm.weight");
            for (int i = 0; i < values.length; i++) {
                state = (1103515245 * state + 12345) % MODULUS;
                float value = ((state >> 16) % 256 - 128) / 1024f;
                values[i] = norm ? 1 + value / 8 : value;
            }
            weights.put(tensor.getKey(), values);
        }
        return weights;
    }

    /** Writes a model with the bundled tokenizer. */
    public static Path write(Path target, ModelConfig config, Map<String, float[]> weights) {
        try (CheckpointWriter writer = CheckpointWriter.create(target, config)) {
            weights.forEach(writer::write);
            writer.copyTokenizer(home().resolve("models/tokenizer"));
            return writer.commit();
        }
    }

    public static Path write(Path target, long seed) {
        return write(target, config(), weights(config(), seed));
    }

    /** Writes a model and packs it with groups of 32. */
    public static Path writePacked(Path target, long seed) {
        return writePacked(target, seed, QuantizationConfig.allButHead(4, 32));
    }

    /** Writes a model and packs it. */
    public static Path writePacked(Path target, long seed, QuantizationConfig packing) {
        Path floating = write(target.resolveSibling(target.getFileName() + "-floating"), seed);
        try (CheckpointDirectory source = CheckpointDirectory.open(floating)) {
            new CheckpointQuantizer(packing).quantize(source, target, WorkProgress.NONE);
        }
        return target;
    }

    /** The scores of every next token, row-major, shape (tokens, vocabulary). */
    public static float[] logits(TorchSession session, Path checkpoint, int... tokens) {
        try (CheckpointDirectory directory = CheckpointDirectory.open(checkpoint);
                DecoderModel model = DecoderModel.load(session, directory);
                TensorScope scope = session.scope()) {
            return TorchSession.toFloats(model.logits(scope.manager(), TokenBatch.single(tokens)));
        }
    }

    /** One of the repository's texts. */
    public static String text(String name) {
        try {
            return Files.readString(home().resolve("data/" + name + ".txt"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The repository's root, as the build names it. */
    public static Path home() {
        return Path.of(System.getProperty("ordo.home"));
    }

    private static int elements(long[] shape) {
        long elements = 1;
        for (long size : shape) {
            elements *= size;
        }
        return Math.toIntExact(elements);
    }
}
