package dev.ordo.platform.study;

import dev.ordo.model.safetensors.DType;
import dev.ordo.model.safetensors.SafetensorsWriter;
import dev.ordo.model.safetensors.TensorSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/**
 * A random Qwen2 model so small that every stage takes a moment: hidden size {@value #HIDDEN}, {@value #LAYERS} layers,
 * {@value #NEURONS} MLP neurons, and the bundled tokenizer.
 */
final class TinyModel {
    static final int HIDDEN = 64;
    static final int NEURONS = 256;
    static final int LAYERS = 2;
    private static final int VOCABULARY = 4096;
    private static final int KEY_VALUE = 32;
    private static final float DEVIATION = 0.05f;

    private static final String CONFIG = """
            {
              "architectures": ["Qwen2ForCausalLM"],
              "model_type": "qwen2",
              "hidden_act": "silu",
              "hidden_size": 64,
              "intermediate_size": 256,
              "num_hidden_layers": 2,
              "num_attention_heads": 4,
              "num_key_value_heads": 2,
              "max_position_embeddings": 128,
              "vocab_size": 4096,
              "rms_norm_eps": 1e-6,
              "rope_theta": 10000.0,
              "tie_word_embeddings": true,
              "torch_dtype": "bfloat16"
            }
            """;

    private TinyModel() {}

    /** Writes a checkpoint; equal seeds give equal bytes. */
    static Path write(Path directory, long seed) {
        try {
            Files.createDirectories(directory);
            Files.writeString(directory.resolve("config.json"), CONFIG);
            Path tokenizer = Path.of(System.getProperty("ordo.home"), "models/tokenizer");
            for (String file : new String[] {"tokenizer.json", "tokenizer_config.json", "special_tokens_map.json"}) {
                Files.copy(tokenizer.resolve(file), directory.resolve(file), StandardCopyOption.REPLACE_EXISTING);
            }
            Path weights = directory.resolve("model.safetensors");
            Files.deleteIfExists(weights);
            writeWeights(weights, new Random(seed));
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + directory, e);
        }
    }

    private static void writeWeights(Path file, Random random) {
        Map<String, long[]> shapes = shapes();
        var specs = shapes.entrySet().stream()
                .map(each -> new TensorSpec(each.getKey(), DType.BF16, each.getValue()))
                .toList();
        try (SafetensorsWriter writer = SafetensorsWriter.create(file, specs, Map.of("format", "pt"))) {
            for (TensorSpec each : specs) {
                writer.write(each.name(), values(each, random));
            }
            writer.finish();
        }
    }

    private static float[] values(TensorSpec spec, Random random) {
        float[] values = new float[Math.toIntExact(spec.elements())];
        boolean norm = spec.name().endsWith("norm.weight");
        for (int i = 0; i < values.length; i++) {
            values[i] = norm ? 1 : (float) random.nextGaussian() * DEVIATION;
        }
        return values;
    }

    private static Map<String, long[]> shapes() {
        Map<String, long[]> shapes = new LinkedHashMap<>();
        shapes.put("model.embed_tokens.weight", new long[] {VOCABULARY, HIDDEN});
        for (int layer = 0; layer < LAYERS; layer++) {
            String prefix = "model.layers." + layer + ".";
            shapes.put(prefix + "input_layernorm.weight", new long[] {HIDDEN});
            shapes.put(prefix + "post_attention_layernorm.weight", new long[] {HIDDEN});
            shapes.put(prefix + "self_attn.q_proj.weight", new long[] {HIDDEN, HIDDEN});
            shapes.put(prefix + "self_attn.q_proj.bias", new long[] {HIDDEN});
            shapes.put(prefix + "self_attn.k_proj.weight", new long[] {KEY_VALUE, HIDDEN});
            shapes.put(prefix + "self_attn.k_proj.bias", new long[] {KEY_VALUE});
            shapes.put(prefix + "self_attn.v_proj.weight", new long[] {KEY_VALUE, HIDDEN});
            shapes.put(prefix + "self_attn.v_proj.bias", new long[] {KEY_VALUE});
            shapes.put(prefix + "self_attn.o_proj.weight", new long[] {HIDDEN, HIDDEN});
            shapes.put(prefix + "mlp.gate_proj.weight", new long[] {NEURONS, HIDDEN});
            shapes.put(prefix + "mlp.up_proj.weight", new long[] {NEURONS, HIDDEN});
            shapes.put(prefix + "mlp.down_proj.weight", new long[] {HIDDEN, NEURONS});
        }
        shapes.put("model.norm.weight", new long[] {HIDDEN});
        return shapes;
    }
}
