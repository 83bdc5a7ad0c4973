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
            checkpoint.tensorNames().forEach(name -> requireFinite(name, checkpoint.readFloat32(name)));
        }
    }

    private static void requireFinite(String tensor, float[] values) {
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                throw new CommandFailure(tensor + " holds " + values[i] + " at index " + i
                        + "; a model is imported only if all its weights are finite");
            }
        }
    }
}
