package dev.ordo.quantizer.algorithm;

import dev.ordo.model.WorkProgress;
import dev.ordo.model.calibration.CalibrationText;
import dev.ordo.model.checkpoint.CheckpointDirectory;
import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.decoder.LayeredDecoder;
import dev.ordo.model.decoder.TokenBatch;
import dev.ordo.model.decoder.WidthErrors;
import dev.ordo.model.packed.PackedLayout;
import dev.ordo.model.torch.TorchOptions;
import dev.ordo.model.torch.TorchSession;
import java.nio.file.Path;
import java.util.List;

/**
 * A number of bytes that a quantized model is to take at most, reached by choosing the bits of its weights: q, k and v of a layer alike, o,
 * gate and up alike, down, the embedding, and an untied head. So a runtime that joins the weights of one input still can.
 *
 * <p>Chosen by {@link BitAllocation} on what {@link WidthErrors} measures of each on calibration text: the error of the residual stream
 * where it writes into that, relative to its length. The embedding's error is that of the rows of calibration tokens, and counts twice where it
 * is the head, too. Errors are those of rounding to nearest, whatever chooses the integers afterwards.
 *
 * @param bytes of all tensors, at most
 * @param calibration what is read of the calibration text; no more than {@link #TOKENS} are measured on
 */
public record ByteTarget(long bytes, CalibrationText calibration) {
    private static final int TOKENS = 4096;

    /** What is measured on: as many of the sequences as make {@link #TOKENS}, one at least. */
    CalibrationText measured() {
        int samples = Math.max(1, TOKENS / calibration.sequenceLength());
        return new CalibrationText(
                calibration.recipe(), Math.min(samples, calibration.samples()), calibration.sequenceLength());
    }

    /**
     * Whether any choice of widths reaches the target.
     *
     * @param widest at most so many bits for each weight
     * @throws ByteTargetException if the model takes more at its narrowest
     * @throws dev.ordo.model.quantization.GroupSizeException naming the weight, if the groups do not divide its columns
     */
    public void requireReachable(ModelConfig model, GroupQuantization widest) {
        new Parts(model, widest).requireReachable(bytes);
    }

    /**
     * Chooses the widths of a checkpoint's weights.
     *
     * @param options where and how wide to compute; the number of threads decides the order of summation
     * @param widest at most so many bits for each weight; group size, and what becomes of what it does not divide
     * @param text UTF-8 text or chat, to calibrate on
     * @param progress told after each layer that is measured
     * @return the same with the chosen widths
     * @throws ByteTargetException if the model takes more at its narrowest
     * @throws dev.ordo.model.quantization.GroupSizeException naming the weight, if the groups do not divide its columns
     * @throws dev.ordo.model.calibration.ContextTooShortException if the model cannot read sequences of that length
     * @throws dev.ordo.model.text.InvalidTextException if the text is too short
     */
    public GroupQuantization choose(
            TorchOptions options, GroupQuantization widest, Path parent, Path text, WorkProgress progress) {
        try (CheckpointDirectory checkpoint = CheckpointDirectory.open(parent)) {
            Parts parts = new Parts(checkpoint.config(), widest);
            parts.requireReachable(bytes);
            try (TorchSession session = TorchSession.open(options);
                    LayeredDecoder decoder = new LayeredDecoder(session, checkpoint);
                    WidthErrors errors = new WidthErrors(decoder, widest.groupSize(), PackedLayout.WIDTHS, progress)) {
                List<TokenBatch> batches = measured().read(text, checkpoint);
                decoder.run(batches, errors);
                return widest.withWidths(parts.choose(bytes, errors, batches));
            }
        }
    }
}
