package dev.ordo.evaluator.algorithm;

import dev.ordo.model.WorkProgress;
import dev.ordo.model.checkpoint.CheckpointDirectory;
import dev.ordo.model.decoder.DecoderModel;
import dev.ordo.model.evaluation.Perplexity;
import dev.ordo.model.evaluation.Score;
import dev.ordo.model.torch.TorchSession;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * Perplexity, divergence from the baseline, and bytes, of one checkpoint.
 *
 * <p>Windows, and which tokens count, are {@link Perplexity}'s; the divergence is taken on the same windows. The ratio is
 * {@code 2 * parameters of the baseline / tensor bytes of the checkpoint}: the baseline counts as if stored in bfloat16.
 */
public final class Measurement {
    private static final double BYTES_OF_BF16 = 2;

    private final TorchSession session;

    public Measurement(TorchSession session) {
        this.session = session;
    }

    /**
     * Measures. Holds the baseline and one other model in memory, in float32.
     *
     * @param progress told of the tokens scored
     * @throws dev.ordo.model.text.InvalidTextException if a set is missing, is not UTF-8 or has fewer than two tokens
     * @throws IncomparableException if checkpoint and baseline have different vocabularies
     */
    public Measures run(MeasurementInputs inputs, WorkProgress progress) {
        try (CheckpointDirectory checkpoint = CheckpointDirectory.open(inputs.checkpoint());
                CheckpointDirectory baseline = CheckpointDirectory.open(inputs.baseline())) {
            IncomparableException.check(checkpoint.config(), baseline.config());
            EvaluationTexts texts = EvaluationTexts.read(inputs.sets(), checkpoint, inputs.maxTokens());
            long passes = inputs.beforeRequantize().isPresent() ? 2 : 1;
            TokenTally tally = new TokenTally(progress, passes * texts.tokens());
            Map<String, Score> scores = compare(checkpoint, baseline, texts, tally);
            return new Measures(
                    values(scores, Score::perplexity),
                    inputs.beforeRequantize().map(path -> alone(path, texts, tally)),
                    values(scores, score -> score.klToBaseline().orElseThrow()),
                    BYTES_OF_BF16 * baseline.totalParameters() / checkpoint.totalTensorBytes());
        }
    }

    private Map<String, Score> compare(
            CheckpointDirectory checkpoint, CheckpointDirectory baseline, EvaluationTexts texts, TokenTally tally) {
        try (DecoderModel reference = DecoderModel.load(session, baseline);
                DecoderModel model = DecoderModel.load(session, checkpoint)) {
            return score(Perplexity.comparedTo(reference, model), texts, tally);
        }
    }

    private Map<String, Double> alone(Path path, EvaluationTexts texts, TokenTally tally) {
        try (CheckpointDirectory checkpoint = CheckpointDirectory.open(path);
                DecoderModel model = DecoderModel.load(session, checkpoint)) {
            return values(score(Perplexity.of(model), texts, tally), Score::perplexity);
        }
    }

    private static Map<String, Score> score(Perplexity perplexity, EvaluationTexts texts, TokenTally tally) {
        Map<String, Score> scores = new TreeMap<>();
        texts.ids().forEach((name, ids) -> scores.put(name, perplexity.score(ids, tally.text(ids.length))));
        return scores;
    }

    private static Map<String, Double> values(Map<String, Score> scores, ToDoubleFunction<Score> value) {
        Map<String, Double> values = new TreeMap<>();
        scores.forEach((name, score) -> values.put(name, value.applyAsDouble(score)));
        return values;
    }
}
