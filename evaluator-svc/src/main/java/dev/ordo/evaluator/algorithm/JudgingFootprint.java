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
    /** MiniLM, and what its engine takes beside it: 209 MiB were measured after texts of any length. */
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
        Footprint answering = phase(checkpoint, answering(checkpoint, promptBytes, newTokens), promptBytes);
        Map<String, Long> fluency = reading(baseline);
        fluency.put("embedding model", EMBEDDER);
        Footprint clarity = phase(baseline, fluency, promptBytes);
        return judge.map(each -> phase(each, reading(each), promptBytes))
                .map(answering::then)
                .orElse(answering)
                .then(clarity);
    }

    /** Many short prompts together, or a few as long as the file allows. */
    private static Map<String, Long> answering(ModelConfig config, long promptBytes, long newTokens) {
        ModelBytes model = new ModelBytes(config);
        long longest = Math.max(1, Math.min(promptBytes, config.maxPositionEmbeddings() - newTokens));
        Map<String, Long> tensors = new LinkedHashMap<>();
        tensors.put("weights", model.weights());
        tensors.put(
                "generation",
                Math.max(
                        model.generation(together(1, newTokens), 1, newTokens),
                        model.generation(together(longest, newTokens), longest, newTokens)));
        return tensors;
    }

    private static long together(long length, long newTokens) {
        return Math.max(1, Generator.BATCH_POSITIONS / (length + newTokens));
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
        return new Footprint(tensors, HostBytes.ofTensors(new ModelBytes(config).largestOnHeap(), textBytes), Map.of());
    }
}
