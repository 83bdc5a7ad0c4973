package dev.ordo.model.calibration;

import dev.ordo.model.checkpoint.CheckpointDirectory;
import dev.ordo.model.decoder.TokenBatch;
import dev.ordo.model.text.TokenizedText;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How much calibration text passes through a model: consecutive sequences from the text's beginning, neither overlapping nor
 * shuffled.
 *
 * @param recipe whose parameters these are, for messages: {@code prune} or {@code quantize}
 * @param samples sequences in all
 * @param sequenceLength tokens in one of them
 */
public record CalibrationText(String recipe, int samples, int sequenceLength) {
    /** What goes through the model at once. Fixed, since it decides the order of summation. */
    private static final int TOKENS_AT_ONCE = 4096;

    /** Tokens in all. */
    public long tokens() {
        return (long) samples * sequenceLength;
    }

    /** Tokens that go through the model at once. */
    public long tokensAtOnce() {
        return Math.max(sequenceLength, TOKENS_AT_ONCE);
    }

    /**
     * Reads a data set and encodes it.
     *
     * @param checkpoint whose tokenizer is used
     * @throws ContextTooShortException if the model cannot read sequences of that length
     * @throws dev.ordo.model.text.InvalidTextException if the text is too short, or no text
     */
    public List<TokenBatch> read(Path text, CheckpointDirectory checkpoint) {
        int context = checkpoint.config().maxPositionEmbeddings();
        if (sequenceLength > context) {
            throw new ContextTooShortException(recipe, context, sequenceLength);
        }
        int[] ids = TokenizedText.read(text, checkpoint).atLeast(tokens(), "calibration");
        int together = Math.max(1, TOKENS_AT_ONCE / sequenceLength);
        List<TokenBatch> batches = new ArrayList<>();
        for (int first = 0; first < samples; first += together) {
            int sequences = Math.min(together, samples - first);
            batches.add(TokenBatch.of(ids, first * sequenceLength, sequences, sequenceLength));
        }
        return batches;
    }
}
