package dev.ordo.quantizer.algorithm;

import dev.ordo.model.WorkProgress;
import dev.ordo.model.awq.AwqQuantizer;
import dev.ordo.model.awq.AwqReviser;
import dev.ordo.model.calibration.CalibrationText;
import dev.ordo.model.checkpoint.CheckpointDirectory;
import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.checkpoint.TensorLayout;
import dev.ordo.model.decoder.LayeredDecoder;
import dev.ordo.model.decoder.SequentialRevision;
import dev.ordo.model.decoder.TokenBatch;
import dev.ordo.model.quantization.CheckpointQuantizer;
import dev.ordo.model.quantization.QuantizedLayers;
import dev.ordo.model.torch.TorchOptions;
import dev.ordo.model.torch.TorchSession;
import java.nio.file.Path;
import java.util.List;

/**
 * The files of {@link GroupQuantization}, of weights that AWQ scaled before they were rounded to nearest, and of norms and biases that undo the scaling:
 * one weight after the other, each on what the weights before it, already quantized, make of the calibration text.
 *
 * <p>The same inputs, parameters and thread count give the same bytes. Holds one layer in memory at a time.
 *
 * @param grouping bits and groups
 * @param calibration what is read of the calibration text
 * @see <a href="https://arxiv.org/abs/2306.00978">Lin et al. 2023</a>
 */
public record AwqQuantization(GroupQuantization grouping, CalibrationText calibration) {
    /** Raised whenever the same inputs would give other integers or scales. */
    private static final String VERSION = "awq 1";

    /**
     * Reads a parent, writes the packed checkpoint.
     *
     * @param options where and how wide to compute; the number of threads decides the order of summation
     * @param parent a checkpoint directory; if it is packed, its dequantized weights are what is quantized
     * @param text UTF-8 text or chat, to calibrate on
     * @param kept a directory that outlives the process: where layers that are done are kept, and taken up again if they were
     *     made from the same files with the same parameters and software
     * @param output an empty directory
     * @param progress told after each weight that is quantized
     * @throws dev.ordo.model.quantization.GroupSizeException naming the weight, if the groups do not divide its columns
     * @throws dev.ordo.model.packed.PackedWeightException naming the weight, if an element is not finite
     * @throws dev.ordo.model.calibration.ContextTooShortException if the model cannot read sequences of that length
     * @throws dev.ordo.model.text.InvalidTextException if the text is too short
     */
    public void apply(TorchOptions options, Path parent, Path text, Path kept, Path output, WorkProgress progress) {
        try (TorchSession session = TorchSession.open(options);
                CheckpointDirectory checkpoint = CheckpointDirectory.open(parent);
                LayeredDecoder decoder = new LayeredDecoder(session, checkpoint);
                AwqQuantizer quantizer = new AwqQuantizer(session)) {
            CheckpointQuantizer packing = grouping.packing(checkpoint.config());
            ModelConfig packed = packing.packed(checkpoint.config());
            List<TokenBatch> batches = calibration.read(text, checkpoint);
            packing.quantize(checkpoint, output, AwqReviser::isFolded, writer -> {
                AwqReviser.Target target = new AwqReviser.Target(writer::writePacked, writer::write);
                String madeFrom = RevisionFingerprint.of(VERSION, this, options, parent, text);
                QuantizedLayers layers =
                        new QuantizedLayers(kept, madeFrom, TensorLayout.of(packed), AwqReviser::isScaled);
                SequentialRevision.run(
                        decoder,
                        batches,
                        new AwqReviser(session, quantizer, packed, checkpoint::readFloat32, layers, target, progress));
            });
        }
    }
}
