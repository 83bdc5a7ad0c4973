package dev.ordo.pruner.algorithm;

import dev.ordo.model.WorkProgress;
import dev.ordo.model.checkpoint.CheckpointDirectory;
import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.checkpoint.UnsupportedConfigException;
import dev.ordo.model.packed.NumberFormat;
import dev.ordo.model.quantization.RevisedCheckpoint;
import dev.ordo.model.torch.TorchSession;
import java.nio.file.Path;

/**
 * Cuts the neurons of every MLP that calibration text stirs least, the same number in each layer: rows of gate and up, columns
 * of down; of every attention the key/value heads that give least, with the query heads that read them; the layers that change
 * the residual stream least, or without which the text's loss is least; and the channels of that stream that are least in what its norms give. All of it is measured on the parent in one pass. The order and the
 * values of what is kept stay.
 *
 * <p>Where nothing is to be cut, the parent's weights come out bit for bit, packed ones still packed as they were. Otherwise a
 * packed parent is dequantized, cut, and packed again; or, in the arm adapter, cut as it is, by whole groups. The same inputs, parameters and thread count give the same bytes.
 *
 * @see <a href="https://arxiv.org/abs/2407.14679">Muralidharan et al. 2024, section 2.2: neurons, heads and channels</a>
 * @see <a href="https://arxiv.org/abs/2403.03853">Men et al. 2024: layers</a>
 */
public final class ActivationPruner {
    private final TorchSession session;
    private final PruneParameters parameters;
    private final boolean wholeGroups;

    /** A pruner after which a packed parent is packed anew. */
    public ActivationPruner(TorchSession session, PruneParameters parameters) {
        this(session, parameters, false);
    }

    /** @param wholeGroups whether a packed parent is cut by whole groups, so that the integers and scales of what stays are as they were */
    public ActivationPruner(TorchSession session, PruneParameters parameters, boolean wholeGroups) {
        this.session = session;
        this.parameters = parameters;
        this.wholeGroups = wholeGroups;
    }

    /**
     * Measures, cuts and writes.
     *
     * @param parent directory of the checkpoint to cut
     * @param calibration UTF-8 text; its first {@code calibrationSamples * sequenceLength} tokens are used
     * @param output an empty directory
     * @param beforeRequantize where the cut weights go before they are packed again, if the parent is packed
     * @param progress told of the layers that calibration has passed, and of each tensor that is packed again
     * @return the fraction of the parent's neurons that was cut, those of layers that were cut among them
     * @throws dev.ordo.model.text.InvalidTextException if the text is too short
     * @throws dev.ordo.model.calibration.ContextTooShortException if the model cannot read sequences of that length
     * @throws PruneTargetException if the model is larger than it is to be, however narrow its MLPs are
     * @throws HeadCountException if transformers would not open a model of this family with the heads that stay
     * @throws ChannelCountException if it would not with the channels that stay
     * @throws UnsupportedConfigException if weights in NF4 are to be cut by whole groups
     * @throws GroupBoundaryException if heads are to be cut by whole groups, and are none
     * @throws dev.ordo.model.quantization.GroupSizeException if the width that stays does not fit the parent's groups
     */
    public double run(Path parent, Path calibration, Path output, Path beforeRequantize, WorkProgress progress) {
        try (CheckpointDirectory checkpoint = CheckpointDirectory.open(parent)) {
            ModelConfig config = checkpoint.config();
            ModelConfig target = new TargetShape(config, parameters, wholeGroups).config();
            int depth = parameters.keptLayers(config.numHiddenLayers());
            if (target.equals(config) && depth == config.numHiddenLayers()) {
                UnchangedCheckpoint.copy(checkpoint, output);
                return 0;
            }
            RevisedCheckpoint.of(checkpoint, target);
            boolean asPacked = wholeGroups && config.quantization().isPresent();
            if (asPacked && !target.equals(config)) {
                requireIntegers(config);
            }
            if (asPacked && target.numKeyValueHeads() < config.numKeyValueHeads()) {
                GroupBoundaryException.checkHeads(config, PackedGroups.size(config, "o_proj.weight"));
            }
            Findings found = new Calibration(session, parameters).measure(checkpoint, calibration, progress);
            if (asPacked) {
                Retained kept = Retained.byGroups(
                        found,
                        target,
                        depth,
                        PackedGroups.size(config, "down_proj.weight"),
                        PackedGroups.ofChannels(config));
                new PackedCut(checkpoint, kept).write(target.withLayers(kept.layers()), output);
            } else {
                Retained kept = Retained.of(found, target, depth);
                RevisedCheckpoint.of(checkpoint, target.withLayers(kept.layers()))
                        .write(new PrunedWeights(checkpoint, kept), output, beforeRequantize, progress);
            }
            long before = (long) config.intermediateSize() * config.numHiddenLayers();
            return (double) (before - (long) target.intermediateSize() * depth) / before;
        }
    }

    /** Of weights whose scales are quantized across rows, no part can be cut out as it is. */
    private static void requireIntegers(ModelConfig config) {
        if (!config.quantization().orElseThrow().numbers().isInteger()) {
            throw new UnsupportedConfigException(
                    "quantization_config.quant_method",
                    NumberFormat.NF4.method(),
                    "only " + NumberFormat.INTEGERS.method() + " where the arm adapter cuts packed weights");
        }
    }
}
