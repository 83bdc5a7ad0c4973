package dev.ordo.distiller.algorithm;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ordo.model.FileAccessException;
import dev.ordo.model.checkpoint.CheckpointDirectory;
import dev.ordo.model.evaluation.Perplexity;
import dev.ordo.model.text.TokenizedText;
import dev.ordo.model.training.Trainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Perplexity on held-out texts before training, every so many steps, and after the last, as {@link Perplexity} defines it.
 *
 * <p>Measuring changes nothing that is trained. What was measured is saved with the training's state, so that a run that is resumed has the
 * whole curve.
 */
final class HeldOutCurve {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String FILE = "held-out.json";

    private final SortedMap<String, TokenizedText> texts = new TreeMap<>();
    private final List<HeldOutScore> scores = new ArrayList<>();
    private final int every;

    /**
     * Reads the texts.
     *
     * @param checkpoint whose tokenizer is used
     * @throws dev.ordo.model.text.InvalidTextException if nothing of one can be scored
     */
    HeldOutCurve(HeldOutTexts heldOut, CheckpointDirectory checkpoint) {
        every = heldOut.every();
        heldOut.files()
                .forEach((name, file) -> texts.put(
                        name, TokenizedText.read(file, checkpoint).named(name).scorable(heldOut.tokens())));
    }

    boolean isDue(int step, int steps) {
        return !texts.isEmpty() && (step % every == 0 || step == steps);
    }

    /** @param progress told after each batch of windows of each text */
    HeldOutScore measure(int step, Trainer trainer, Perplexity.Progress progress) {
        SortedMap<String, Double> perplexity = new TreeMap<>();
        texts.forEach((name, text) ->
                perplexity.put(name, trainer.score(text, progress).perplexity()));
        HeldOutScore score = new HeldOutScore(step, perplexity);
        scores.add(score);
        return score;
    }

    /** All that was measured, in order. */
    List<HeldOutScore> scores() {
        return List.copyOf(scores);
    }

    /** Writes what was measured into the directory of a point. */
    void save(Path point) {
        if (texts.isEmpty()) {
            return;
        }
        Path file = point.resolve(FILE);
        try {
            Files.write(file, JSON.writeValueAsBytes(scores));
        } catch (IOException e) {
            throw new FileAccessException(file, e);
        }
    }

    /** Goes on from what {@link #save} wrote. */
    void resume(Path point) {
        Path file = point.resolve(FILE);
        if (texts.isEmpty()) {
            return;
        }
        try {
            scores.addAll(JSON.readValue(file.toFile(), new TypeReference<List<HeldOutScore>>() {}));
        } catch (IOException e) {
            throw new FileAccessException(file, e);
        }
    }
}
