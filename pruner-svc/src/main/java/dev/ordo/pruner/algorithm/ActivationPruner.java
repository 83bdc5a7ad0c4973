package dev.ordo.pruner.algorithm;

import dev.ordo.model.WorkProgress;
import dev.ordo.model.checkpoint.CheckpointDirectory;
import dev.ordo.model.quantization.RevisedCheckpoint;
import dev.ordo.model.torch.TorchSession;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Cuts the neurons of every MLP that calibration text stirs least, the same number in each layer: rows of gate and up, columns
 * of down. Attention, hidden size and depth stay, and so do the order and the values of what is kept.
 *
 * <p>Where nothing is to be cut, the parent's weights come out bit for bit, packed ones still packed as they were. Otherwise a
 * packed parent is dequantized, cut, and packed again. The same inputs, parameters and thread count give the same bytes.
 *
 * @see <a href="https://arxiv.org/abs/2407.14679">Muralidharan et al. 2024, section 2.2</a>
 */
public final class ActivationPruner {
    private final TorchSession session;
    private final PruneParameters parameters;

    public ActivationPruner(TorchSession session, PruneParameters parameters) {
        this.session = session;
        this.parameters = parameters;
    }

    /**
     * Measures, cuts and writes.
     *
     * @param parent directory of the checkpoint to cut
     * @param calibration UTF-8 text; its first {@code calibrationSamples * sequenceLength} tokens are used
     * @param output an empty directory
     * @param beforeRequantize where the cut weights go before they are packed again, if the parent is packed
     * @param progress told of the layers that calibration has passed, and of each tensor that is packed again
     * @return the fraction of the parent's neurons that was cut
     * @throws dev.ordo.model.text.InvalidTextException if the text is too short
     * @throws dev.ordo.model.calibration.ContextTooShortException if the model cannot read sequences of that length
     * @throws dev.ordo.model.quantization.GroupSizeException if the width that stays does not fit the parent's groups
     */
    public double run(Path parent, Path calibration, Path output, Path beforeRequantize, WorkProgress progress) {
        try (CheckpointDirectory checkpoint = CheckpointDirectory.open(parent)) {
            int width = checkpoint.config().intermediateSize();
            int kept = parameters.keptWidth(width);
            if (kept == width) {
                UnchangedCheckpoint.copy(checkpoint, output);
                return 0;
            }
            RevisedCheckpoint result =
                    RevisedCheckpoint.of(checkpoint, checkpoint.config().withIntermediateSize(kept));
            float[][] saliency = new Calibration(session, parameters).saliency(checkpoint, calibration, progress);
            List<int[]> neurons = Arrays.stream(saliency)
                    .map(layer -> NeuronSelection.strongest(layer, kept))
                    .toList();
            result.write(new NarrowedMlp(checkpoint, neurons), output, beforeRequantize, progress);
            return (double) (width - kept) / width;
        }
    }
}
