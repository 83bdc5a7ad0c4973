package dev.ordo.distiller.algorithm;

import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.evaluation.Perplexity;
import dev.ordo.model.footprint.Footprint;
import dev.ordo.model.footprint.HostBytes;
import dev.ordo.model.footprint.ModelBytes;
import dev.ordo.model.torch.ComputeType;
import java.util.LinkedHashMap;
import java.util.Map;

/** What {@link Distillation} takes. */
public final class DistillationFootprint {
    private DistillationFootprint() {}

    /**
     * At most so much: the student four times over (weights, gradients, two moments), the teacher, what a step keeps for the
     * way back, and the logits of some positions. On disk the result, and the weights and moments that training may go on from.
     *
     * @param packed what becomes of a packed student: fake-quantized weights are held beside those that are trained; frozen ones have no
     *     moments, but a second copy of what adapters change
     * @param textBytes size of the training text, and of held-out ones
     * @param scored at most so many tokens of a text are scored while the student is trained; 0 for none
     */
    public static Footprint of(
            ModelConfig student,
            ModelConfig teacher,
            DistillationParameters parameters,
            PackedStudent packed,
            long textBytes,
            long scored) {
        ModelBytes ours = new ModelBytes(student);
        boolean taught = parameters.loss().needsTeacher();
        ModelBytes theirs = new ModelBytes(taught ? teacher : student);
        long positions = (long) parameters.sequencesAtOnce() * parameters.sequenceLength();
        long measured = Math.min(scored, Perplexity.BATCH_TOKENS);
        boolean mixed = parameters.options().products() != ComputeType.FLOAT32;
        long sums = parameters.sequencesAtOnce() < parameters.batchSize() ? ours.weights() : 0;
        boolean isPacked = student.quantization().isPresent();
        Map<String, Long> tensors = new LinkedHashMap<>();
        tensors.put("weights", ours.weights());
        tensors.put("gradients", ours.weights() + ours.head() + sums);
        long trained = 3 * ours.weights();
        if (isPacked && packed instanceof PackedStudent.Frozen frozen) {
            trained = 3 * ours.adapters(frozen.adapter());
            tensors.put("adapted weights", ours.adapted(frozen.adapter()));
            tensors.put("adapters", trained + ours.adapters(frozen.adapter()));
        } else {
            tensors.put("moments", 2 * ours.weights());
        }
        if (taught) {
            tensors.put("teacher", mixed ? theirs.weights() / 2 : theirs.weights());
        }
        if (mixed) {
            tensors.put("rounded weights", ours.weights() / 2);
        }
        if (isPacked && packed instanceof PackedStudent.FakeQuantized) {
            tensors.put("quantized", ours.weights());
        }
        tensors.put("activations", Math.max(step(ours, theirs, parameters, positions), ours.forward(measured)));
        tensors.put("logits", ours.logits(Math.max(positions, measured)));
        long largest = Math.max(ours.largestWeight(), theirs.largestWeight());
        Map<String, Long> disk = new LinkedHashMap<>();
        disk.put("output", output(student, packed));
        disk.put("training state", trained);
        HostBytes process = HostBytes.ofTensors(largest, textBytes);
        boolean adapts = isPacked && packed instanceof PackedStudent.Frozen;
        return new Footprint(tensors, adapts ? process.withMoreGarbage() : process, disk);
    }

    private static long step(ModelBytes ours, ModelBytes theirs, DistillationParameters parameters, long positions) {
        long kept = parameters.loss().hiddenWeight() == 0 ? 1 : theirs.config().numHiddenLayers() + 1L;
        long states = 2 * ours.states(positions) + kept * theirs.states(positions);
        return Math.max(ours.training(positions, parameters.options()), theirs.forward(positions)) + states;
    }

    /** In bfloat16, and where the parent is packed, that beside the packed ones; where it is frozen, the packed ones and adapters. */
    private static long output(ModelConfig parent, PackedStudent packed) {
        ModelBytes model = new ModelBytes(parent);
        if (parent.quantization().isEmpty()) {
            return model.inBf16();
        }
        return packed instanceof PackedStudent.Frozen frozen
                ? new ModelBytes(parent.withAdapter(frozen.adapter())).stored()
                : model.revised();
    }
}
