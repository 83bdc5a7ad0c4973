package dev.ordo.cli.train;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ordo.cli.CommandFailure;
import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.tokenizer.TextTokenizer;
import dev.ordo.model.torch.TorchOptions;
import dev.ordo.model.torch.TorchSession;
import dev.ordo.model.training.Pretraining;
import dev.ordo.model.training.TrainingLoop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Trains the model of one {@link TrainingSpec}. */
public final class ModelTraining {
    private final Path root;
    private final TrainingSpec spec;

    private ModelTraining(Path root, TrainingSpec spec) {
        this.root = root;
        this.spec = spec;
    }

    /**
     * Reads a specification.
     *
     * @param root what the specification's paths are relative to
     * @throws CommandFailure if it cannot be read, naming the field
     */
    public static ModelTraining of(Path root, Path specification) {
        try {
            return new ModelTraining(root, new ObjectMapper().readValue(specification.toFile(), TrainingSpec.class));
        } catch (IOException e) {
            throw new CommandFailure("cannot read the specification " + specification + ": " + e.getMessage(), e);
        }
    }

    /**
     * Trains from scratch to the specification's end.
     *
     * @param output where checkpoints appear
     * @return the checkpoint with the lowest perplexity on the kept-back end of the text
     */
    public Path run(Path output, int threads, TrainingLoop.Listener listener) {
        int[] ids = ids();
        int learned = ids.length - spec.validationTokens();
        Path tokenizer = root.resolve(spec.tokenizer());
        try (TorchSession session = TorchSession.open(TorchOptions.cpu(threads))) {
            return new Pretraining(
                            session,
                            ModelConfig.parse(spec.config()),
                            spec.plan(),
                            output.resolve(spec.name()),
                            writer -> writer.copyTokenizer(tokenizer))
                    .run(Arrays.copyOf(ids, learned), Arrays.copyOfRange(ids, learned, ids.length), listener);
        }
    }

    private int[] ids() {
        Path text = root.resolve(spec.text());
        try (TextTokenizer tokenizer = TextTokenizer.open(root.resolve(spec.tokenizer()))) {
            return tokenizer.encode(Files.readString(text));
        } catch (IOException e) {
            throw CommandFailure.cannotRead(text, "a UTF-8 text", e);
        }
    }
}
