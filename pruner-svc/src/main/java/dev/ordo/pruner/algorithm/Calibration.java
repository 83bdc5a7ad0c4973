package dev.ordo.pruner.algorithm;

import dev.ordo.model.WorkProgress;
import dev.ordo.model.checkpoint.CheckpointDirectory;
import dev.ordo.model.decoder.BlockInfluence;
import dev.ordo.model.decoder.ChannelSaliency;
import dev.ordo.model.decoder.HeadSaliency;
import dev.ordo.model.decoder.LayerListener;
import dev.ordo.model.decoder.LayeredDecoder;
import dev.ordo.model.decoder.MlpSaliency;
import dev.ordo.model.decoder.OmissionLoss;
import dev.ordo.model.decoder.TokenBatch;
import dev.ordo.model.decoder.WeightedSaliency;
import dev.ordo.model.torch.TorchSession;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs calibration text through a model, all of it one batch in the sense of Minitron's saliency. */
final class Calibration {
    private final TorchSession session;
    private final PruneParameters parameters;

    Calibration(TorchSession session, PruneParameters parameters) {
        this.session = session;
        this.parameters = parameters;
    }

    /** Measures every axis in one pass; heads, channels, and losses without a layer, only if some are to go, since that computes more. */
    Findings measure(CheckpointDirectory checkpoint, Path text, WorkProgress progress) {
        List<TokenBatch> batches = parameters.calibration().read(text, checkpoint);
        try (LayeredDecoder decoder = new LayeredDecoder(session, checkpoint);
                BlockInfluence influence = new BlockInfluence(decoder);
                ChannelSaliency channels = new ChannelSaliency(decoder, parameters.sequenceLength());
                OmissionLoss losses = new OmissionLoss(decoder, batches);
                HeadSaliency heads = new HeadSaliency(decoder, parameters.sequenceLength());
                WeightedSaliency weighted =
                        new WeightedSaliency(decoder, parameters.saliency().orElse(WeightedSaliency.Measure.WANDA))) {
            boolean allHeads = parameters.headSparsity() == 0;
            List<LayerListener> others = new ArrayList<>(List.of(parameters.omitsLayers() ? losses : influence));
            if (!allHeads) {
                others.add(heads);
            }
            boolean allChannels = parameters.channelSparsity() == 0;
            if (!allChannels) {
                others.add(channels);
            }
            parameters.saliency().ifPresent(measure -> others.add(weighted));
            float[][] plain = MlpSaliency.measure(decoder, batches, progress, others.toArray(LayerListener[]::new));
            return new Findings(
                    parameters.saliency().isPresent() ? weighted.byLayer() : plain,
                    allHeads ? new float[0][] : heads.byLayer(),
                    parameters.omitsLayers() ? losses.byLayer(progress) : influence.byLayer(),
                    allChannels ? new float[0] : channels.ofModel());
        }
    }
}
