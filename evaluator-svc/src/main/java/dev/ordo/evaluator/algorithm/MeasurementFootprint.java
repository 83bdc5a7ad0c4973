package dev.ordo.evaluator.algorithm;

import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.evaluation.Perplexity;
import dev.ordo.model.footprint.Footprint;
import dev.ordo.model.footprint.HostBytes;
import dev.ordo.model.footprint.ModelBytes;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/** What {@link Measurement} takes. */
public final class MeasurementFootprint {
    private MeasurementFootprint() {}

    /**
     * At most so much: one model, the baseline's head, a batch of windows, and the logits of some positions; on disk what is
     * recorded of the baseline.
     *
     * @param setBytes size of each text; no token is shorter than a byte
     * @param maxTokens at most this many tokens of each text
     */
    public static Footprint of(
            ModelConfig checkpoint, ModelConfig baseline, Collection<Long> setBytes, long maxTokens) {
        ModelBytes model = new ModelBytes(checkpoint);
        ModelBytes reference = new ModelBytes(baseline);
        long positions = Perplexity.BATCH_TOKENS;
        Map<String, Long> tensors = new LinkedHashMap<>();
        tensors.put("weights", Math.max(model.held() + reference.head(), reference.weights()));
        tensors.put("activations", Math.max(model.forward(positions), reference.forward(positions)));
        tensors.put("baseline's states", 3 * reference.states(positions));
        tensors.put("logits", model.logits(positions));
        long records = setBytes.stream()
                .mapToLong(bytes -> reference.states(Math.min(bytes, maxTokens)))
                .sum();
        long longest = setBytes.stream().mapToLong(Long::longValue).max().orElse(0);
        long largest = Math.max(model.largestOnHeap(), reference.largestOnHeap());
        return new Footprint(tensors, HostBytes.ofTensors(largest, longest), Map.of("baseline's states", records));
    }
}
