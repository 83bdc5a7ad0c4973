package dev.ordo.cli.source;

import dev.ordo.cli.CommandFailure;
import dev.ordo.events.error.OrdoException;
import dev.ordo.model.checkpoint.CheckpointDirectory;
import dev.ordo.model.tokenizer.TextTokenizer;
import java.nio.file.Path;

/** The check that a model passes before a study can name it: what would fail hours later fails now. */
final class WholeCheckpoint {
    private WholeCheckpoint() {}

    /**
     * Opens configuration, weights and tokenizer, and looks at every value.
     *
     * @throws OrdoException if Ordo does not compute such a model, a file is unsound or missing, or a tensor has no place
     *     or another shape
     * @throws CommandFailure if a value is not finite, or the tokenizer has ids that the embedding has not
     */
    static void check(Path directory) {
        try (CheckpointDirectory checkpoint = CheckpointDirectory.open(directory);
                TextTokenizer tokenizer = TextTokenizer.open(directory)) {
            int rows = checkpoint.config().vocabSize();
            if (tokenizer.vocabSize() > rows) {
                throw new CommandFailure(directory + ": the tokenizer has ids up to " + (tokenizer.vocabSize() - 1)
                        + ", the embedding only " + rows + " rows");
            }
            checkpoint.storedNames().forEach(name -> requireFinite(checkpoint, name));
        }
    }

    /** Integers, as packed weights are, have no such values; their scales are looked at. */
    private static void requireFinite(CheckpointDirectory checkpoint, String tensor) {
        if (!checkpoint.storedEntry(tensor).dtype().widensToFloat32()) {
            return;
        }
        checkpoint.firstNotFinite(tensor).ifPresent(index -> {
            throw new CommandFailure(tensor + " holds NaN or an infinite value at index " + index
                    + "; a model is imported only if all its weights are finite");
        });
    }
}
