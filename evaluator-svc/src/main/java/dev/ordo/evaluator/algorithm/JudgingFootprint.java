package dev.ordo.evaluator.algorithm;

import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.footprint.Footprint;
import dev.ordo.model.footprint.HostBytes;
import dev.ordo.model.footprint.ModelBytes;
import dev.ordo.model.generation.Generator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What answering prompts, judging the answers and measuring their clarity take, one after another. */
public final class JudgingFootprint {
    /** MiniLM, and what its engine takes beside it. */
    private static final long EMBEDDER = 256L << 20;

    /** Prompts, responses and instructions are read as far as this, as texts are. */
    private static final long MOST_POSITIONS = 2048;

    private JudgingFootprint() {}

    /**
     * At most so much.
     *
     * @param judge the checkpoint that judges, if one does
     * @param promptBytes of the file of prompts; no token is shorter than a byte
     * @param newTokens at most this many in one response
     */
    public static Footprint of(
            ModelConfig checkpoint,
            ModelConfig baseline,
            Optional<ModelConfig> judge,
            long promptBytes,
            long newTokens) {
        Footprint answering = phase(checkpoint, answering(checkpoint, newTokens), promptBytes);
        Map<String, Long> fluency = reading(baseline);
        fluency.put("embedding model", EMBEDDER);
        Footprint clarity = phase(baseline, fluency, promptBytes);
        return judge.map(each -> phase(each, reading(each), promptBytes))
                .map(answering::then)
                .orElse(answering)
                .then(clarity);
    }

    private static Map<String, Long> answering(ModelConfig config, long newTokens) {
        ModelBytes model = new ModelBytes(config);
        long positions = Math.max(Generator.BATCH_POSITIONS, config.maxPositionEmbeddings());
        Map<String, Long> tensors = new LinkedHashMap<>();
        tensors.put("weights", model.weights());
        tensors.put("activations", model.forward(positions));
        tensors.put("keys and values", model.keysAndValues(positions));
        tensors.put("logits", model.logits(positions / (1 + newTokens)));
        return tensors;
    }

    private static Map<String, Long> reading(ModelConfig config) {
        ModelBytes model = new ModelBytes(config);
        Map<String, Long> tensors = new LinkedHashMap<>();
        tensors.put("weights", model.weights());
        tensors.put("activations", model.forward(MOST_POSITIONS));
        tensors.put("logits", model.logits(MOST_POSITIONS));
        return tensors;
    }

    private static Footprint phase(ModelConfig config, Map<String, Long> tensors, long textBytes) {
        return new Footprint(tensors, HostBytes.ofTensors(new ModelBytes(config).largestWeight(), textBytes), Map.of());
    }
}
