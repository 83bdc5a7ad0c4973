package dev.ordo.cli.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ordo.model.checkpoint.CheckpointWriter;
import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.checkpoint.TensorLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A random Qwen2 model of 140 thousand parameters, in two shards, with the bundled tokenizer. */
final class SmallModel {
    /** A tensor of it. */
    static final String TENSOR = "model.layers.0.mlp.up_proj.weight";

    static final String CONFIG = """
            {"architectures": ["Qwen2ForCausalLM"], "model_type": "qwen2", "hidden_act": "silu", "hidden_size": 32,
             "intermediate_size": 64, "num_hidden_layers": 1, "num_attention_heads": 2, "num_key_value_heads": 1,
             "max_position_embeddings": 64, "vocab_size": 4096, "rms_norm_eps": 1e-6, "rope_theta": 10000.0,
             "tie_word_embeddings": true, "torch_dtype": "float32"}
            """;

    private static final long SHARD_BYTES = 530_000;

    private SmallModel() {}

    /** Writes it to where nothing is yet. */
    static Path write(Path directory) {
        return write(directory, 4096, 0);
    }

    /** Writes it with so many rows of embedding, and with a value at index 3 of {@link #TENSOR}. */
    static Path write(Path directory, int vocabulary, float value) {
        ModelConfig config = ModelConfig.parse(json(CONFIG.replace("4096", Integer.toString(vocabulary))));
        Random random = new Random(1);
        try (CheckpointWriter writer = CheckpointWriter.create(directory, config, SHARD_BYTES)) {
            TensorLayout.of(config).shapes().forEach((name, shape) -> {
                float[] values = random(random, shape);
                if (name.equals(TENSOR)) {
                    values[3] = value;
                }
                writer.write(name, values);
            });
            writer.copyTokenizer(Path.of("../models/tokenizer"));
            return writer.commit();
        }
    }

    /** All files of a directory, by name. */
    static SortedMap<String, byte[]> files(Path directory) throws IOException {
        SortedMap<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> all = Files.list(directory)) {
            for (Path each : all.toList()) {
                files.put(each.getFileName().toString(), Files.readAllBytes(each));
            }
        }
        return files;
    }

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static float[] random(Random random, long[] shape) {
        long count = 1;
        for (long each : shape) {
            count *= each;
        }
        float[] values = new float[Math.toIntExact(count)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian() * 0.05f;
        }
        return values;
    }
}
