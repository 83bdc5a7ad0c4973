package dev.ordo.orchestrator;

import dev.ordo.events.judging.JudgedScore;
import dev.ordo.events.judging.JudgedScores;
import dev.ordo.events.stage.CheckpointReady;
import dev.ordo.events.stage.CheckpointRef;
import dev.ordo.events.stage.ComputeInterval;
import dev.ordo.events.stage.EvaluationCompleted;
import dev.ordo.events.stage.Execution;
import dev.ordo.events.stage.StageFailed;
import dev.ordo.events.stage.StageProgress;
import dev.ordo.events.stage.StageResult;
import dev.ordo.events.stage.StageStarted;
import dev.ordo.orchestrator.message.WorkResult;
import java.time.Instant;
import java.util.Map;

/** What workers say. */
public final class Workers {
    public static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private Workers() {}

    public static Execution execution(String key, int attempt, String id) {
        return new Execution(key, attempt, id, "worker-1");
    }

    public static StageStarted started(String key, int attempt, String id) {
        return new StageStarted(execution(key, attempt, id), 0L, NOON.minusSeconds(60));
    }

    public static StageProgress progress(String key, int attempt, String id, long done) {
        return new StageProgress(execution(key, attempt, id), done, 10L, "step");
    }

    public static StageFailed failed(String key, int attempt, String id, boolean retryable) {
        return new StageFailed(
                execution(key, attempt, id), retryable ? "STORE_UNAVAILABLE" : "INVALID_RECIPE", "it broke", retryable);
    }

    /** A checkpoint whose digest ends in {@code number}, computed in one second. */
    public static CheckpointReady checkpoint(String key, int attempt, int number, double sparsity) {
        String location = "checkpoints/" + key + "/" + attempt + "/e1";
        return CheckpointReady.done(
                new CheckpointRef(FixedCatalog.digest(number), location, 1000L + number),
                new StageResult(execution(key, attempt, "e1"), second(number), sparsity));
    }

    public static WorkResult result(String key, int attempt, int number) {
        CheckpointReady ready = checkpoint(key, attempt, number, 0.0);
        return new WorkResult.Checkpoint(ready.checkpoint(), ready.result());
    }

    /** Perplexity 10, in the second after that of the checkpoint. */
    public static EvaluationCompleted measured(String key, int attempt, CheckpointRef checkpoint) {
        return new EvaluationCompleted(
                execution(key, attempt, "e1"),
                second(500),
                checkpoint,
                Map.of("novel", 10.0, "law", 20.0),
                null,
                Map.of("novel", 0.1, "law", 0.2),
                2.0);
    }

    /** A measurement of two answers, of which so many could not be judged. */
    public static EvaluationCompleted judged(String key, int attempt, CheckpointRef checkpoint, int failed) {
        EvaluationCompleted measured = measured(key, attempt, checkpoint);
        JudgedScore score = new JudgedScore(0.5, "integer", failed, 2);
        return new EvaluationCompleted(
                measured.execution(),
                measured.compute(),
                checkpoint,
                measured.perplexity(),
                null,
                measured.klToBaseline(),
                measured.ratio(),
                new JudgedScores(score, score, score));
    }

    public static ComputeInterval second(int number) {
        return new ComputeInterval(NOON.plusSeconds(number), NOON.plusSeconds(number + 1));
    }
}
