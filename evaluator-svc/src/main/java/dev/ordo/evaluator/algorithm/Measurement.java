package dev.ordo.evaluator.algorithm;

import dev.ordo.model.WorkProgress;
import dev.ordo.model.checkpoint.CheckpointDirectory;
import dev.ordo.model.decoder.DecoderModel;
import dev.ordo.model.evaluation.Perplexity;
import dev.ordo.model.evaluation.RecordedBaseline;
import dev.ordo.model.evaluation.Score;
import dev.ordo.model.text.TokenizedText;
import dev.ordo.model.torch.ComputeType;
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
    private final BaselineRecords records;

    /** @param records keeps what was computed of baselines from one checkpoint to the next */
    public Measurement(TorchSession session, BaselineRecords records) {
        this.session = session;
        this.records = records;
    }

    /**
     * Measures. Holds one model and the baseline's head in memory, in float32, but for weights that are packed.
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
            String digest = inputs.baselineDigest();
            EvaluationTexts unrecorded = texts.where(ids -> !records.has(digest, ids));
            long passes = inputs.beforeRequantize().isPresent() ? 2 : 1;
            TokenTally tally = new TokenTally(progress, passes * texts.tokens() + unrecorded.tokens());
            record(digest, baseline, unrecorded, tally);
            Map<String, Score> scores = compare(checkpoint, digest, baseline, texts, tally);
            return new Measures(
                    values(scores, Score::perplexity),
                    inputs.beforeRequantize().map(path -> alone(path, texts, tally)),
                    values(scores, score -> score.klToBaseline().orElseThrow()),
                    BYTES_OF_BF16 * baseline.totalParameters() / checkpoint.totalTensorBytes());
        }
    }

    private void record(String digest, CheckpointDirectory baseline, EvaluationTexts texts, TokenTally tally) {
        if (texts.sets().isEmpty()) {
            return;
        }
        try (DecoderModel model = DecoderModel.load(session, baseline)) {
            texts.sets().values().stream()
                    .map(TokenizedText::ids)
                    .forEach(ids -> records.record(
                            digest, ids, file -> RecordedBaseline.record(model, ids, file, tally.text(ids.length))));
        }
    }

    /** A record that was pushed out by newer ones in between is computed again. */
    private Map<String, Score> compare(
            CheckpointDirectory checkpoint,
            String digest,
            CheckpointDirectory baseline,
            EvaluationTexts texts,
            TokenTally tally) {
        Map<String, Score> scores = new TreeMap<>();
        try (RecordedBaseline reference = RecordedBaseline.open(session, baseline);
                DecoderModel model = DecoderModel.loadPacked(session, checkpoint, ComputeType.FLOAT32)) {
            texts.sets().forEach((name, text) -> {
                int[] ids = text.ids();
                Path states = records.record(digest, ids, file -> again(baseline, ids, file));
                Perplexity perplexity = Perplexity.comparedTo(reference.over(states), model);
                scores.put(name, perplexity.score(ids, text.mask(), tally.text(ids.length)));
            });
        }
        return scores;
    }

    private void again(CheckpointDirectory baseline, int[] ids, Path file) {
        try (DecoderModel model = DecoderModel.load(session, baseline)) {
            RecordedBaseline.record(model, ids, file, (done, batches) -> {});
        }
    }

    private Map<String, Double> alone(Path path, EvaluationTexts texts, TokenTally tally) {
        try (CheckpointDirectory checkpoint = CheckpointDirectory.open(path);
                DecoderModel model = DecoderModel.loadPacked(session, checkpoint, ComputeType.FLOAT32)) {
            Map<String, Double> perplexities = new TreeMap<>();
            texts.sets()
                    .forEach((name, text) -> perplexities.put(
                            name,
                            Perplexity.of(model)
                                    .score(text.ids(), text.mask(), tally.text(text.ids().length))
                                    .perplexity()));
            return perplexities;
        }
    }

    private static Map<String, Double> values(Map<String, Score> scores, ToDoubleFunction<Score> value) {
        Map<String, Double> values = new TreeMap<>();
        scores.forEach((name, score) -> values.put(name, value.applyAsDouble(score)));
        return values;
    }
}
