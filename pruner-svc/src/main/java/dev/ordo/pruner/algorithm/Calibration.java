package dev.ordo.pruner.algorithm;

import dev.ordo.model.WorkProgress;
import dev.ordo.model.checkpoint.CheckpointDirectory;
import dev.ordo.model.decoder.LayeredDecoder;
import dev.ordo.model.decoder.MlpSaliency;
import dev.ordo.model.decoder.TokenBatch;
import dev.ordo.model.torch.TorchSession;
import java.nio.file.Path;
import java.util.List;

/** Runs calibration text through a model, all of it one batch in the sense of Minitron's saliency. */
final class Calibration {
    private final TorchSession session;
    private final PruneParameters parameters;

    Calibration(TorchSession session, PruneParameters parameters) {
        this.session = session;
        this.parameters = parameters;
    }

    /** @return saliency of each neuron, shape (layers, neurons) */
    float[][] saliency(CheckpointDirectory checkpoint, Path text, WorkProgress progress) {
        List<TokenBatch> batches = parameters.calibration().read(text, checkpoint);
        try (LayeredDecoder decoder = new LayeredDecoder(session, checkpoint)) {
            return finite(MlpSaliency.measure(decoder, batches, progress));
        }
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
