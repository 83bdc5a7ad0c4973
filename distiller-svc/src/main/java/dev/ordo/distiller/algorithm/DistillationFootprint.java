package dev.ordo.distiller.algorithm;

import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.footprint.Footprint;
import dev.ordo.model.footprint.HostBytes;
import dev.ordo.model.footprint.ModelBytes;
import java.util.LinkedHashMap;
import java.util.Map;

/** What {@link Distillation} takes. */
public final class DistillationFootprint {
    private DistillationFootprint() {}

    /**
     * At most so much: the student four times over (weights, gradients, two moments), the teacher, what a step keeps for the
     * way back, and the logits of some positions. On disk the result, and the weights and moments that training may go on from.
     *
     * @param fakeQuantized whether a packed student computes with weights as they will be packed, which are held beside them
     * @param textBytes size of the training text
     */
    public static Footprint of(
            ModelConfig student,
            ModelConfig teacher,
            DistillationParameters parameters,
            boolean fakeQuantized,
            long textBytes) {
        ModelBytes ours = new ModelBytes(student);
        ModelBytes theirs = new ModelBytes(teacher);
        long positions = (long) parameters.batchSize() * parameters.sequenceLength();
        Map<String, Long> tensors = new LinkedHashMap<>();
        tensors.put("weights", ours.weights());
        tensors.put("gradients", ours.weights() + ours.head());
        tensors.put("moments", 2 * ours.weights());
        tensors.put("teacher", theirs.weights());
        if (fakeQuantized && student.quantization().isPresent()) {
            tensors.put("quantized", ours.weights());
        }
        tensors.put(
                "activations",
                Math.max(ours.training(positions), theirs.forward(positions)) + states(ours, theirs, positions));
        tensors.put("logits", ours.logits(positions));
        long largest = Math.max(ours.largestWeight(), theirs.largestWeight());
        Map<String, Long> disk = new LinkedHashMap<>();
        disk.put("output", output(ours));
        disk.put("training state", 3 * ours.weights());
        return new Footprint(tensors, HostBytes.ofTensors(largest, textBytes), disk);
    }

    private static long states(ModelBytes ours, ModelBytes theirs, long positions) {
        return 2 * ours.states(positions) + theirs.states(positions);
    }

    /** In bfloat16, and where the parent is packed, that beside the packed ones. */
    private static long output(ModelBytes parent) {
        return parent.config().quantization().isPresent() ? parent.revised() : parent.inBf16();
    }
}
