package dev.ordo.pruner.algorithm;

import dev.ordo.model.WorkProgress;
import dev.ordo.model.checkpoint.CheckpointDirectory;
import dev.ordo.model.decoder.LayeredDecoder;
import dev.ordo.model.decoder.MlpSaliency;
import dev.ordo.model.decoder.TokenBatch;
import dev.ordo.model.text.TokenizedText;
import dev.ordo.model.torch.TorchSession;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs calibration text through a model: consecutive sequences from the text's beginning, neither overlapping nor shuffled, all
 * of them one batch in the sense of Minitron's saliency.
 */
final class Calibration {
    /** What goes through the model at once. Fixed, since it decides the order of summation. */
    static final int TOKENS_AT_ONCE = 4096;

    private final TorchSession session;
    private final PruneParameters parameters;

    Calibration(TorchSession session, PruneParameters parameters) {
        this.session = session;
        this.parameters = parameters;
    }

    /** @return saliency of each neuron, shape (layers, neurons) */
    float[][] saliency(CheckpointDirectory checkpoint, Path text, WorkProgress progress) {
        ContextTooShortException.check(checkpoint.config(), parameters.sequenceLength());
        int[] tokens = TokenizedText.read(text, checkpoint).atLeast(parameters.calibrationTokens(), "calibration");
        try (LayeredDecoder decoder = new LayeredDecoder(session, checkpoint)) {
            return finite(MlpSaliency.measure(decoder, batches(tokens), progress));
        }
    }

    private List<TokenBatch> batches(int[] tokens) {
        int length = parameters.sequenceLength();
        int together = Math.max(1, TOKENS_AT_ONCE / length);
        int samples = parameters.calibrationSamples();
        List<TokenBatch> batches = new ArrayList<>();
        for (int first = 0; first < samples; first += together) {
            batches.add(TokenBatch.of(tokens, first * length, Math.min(together, samples - first), length));
        }
        return batches;
    }

    private static float[][] finite(float[][] saliency) {
        for (int layer = 0; layer < saliency.length; layer++) {
            for (int neuron = 0; neuron < saliency[layer].length; neuron++) {
                if (!Float.isFinite(saliency[layer][neuron])) {
                    throw new SaliencyException(layer, neuron, saliency[layer][neuron]);
                }
            }
        }
        return saliency;
    }
}
