package dev.ordo.events.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ordo.events.InvalidEventException;
import dev.ordo.events.recipe.Arm;
import dev.ordo.events.recipe.DistillRecipe;
import dev.ordo.events.recipe.PruneRecipe;
import dev.ordo.events.recipe.QuantizeRecipe;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StageEventsTest {
    private static final String DIGEST = "sha256:" + "ab".repeat(32);
    private static final String KEY = "cd".repeat(32);
    private static final Execution EXECUTION = new Execution(KEY, 1, "id", "pruner-1");
    private static final CheckpointRef CHECKPOINT = new CheckpointRef(DIGEST, "models/tiny", 10L);
    private static final DatasetRef DATA = new DatasetRef("text", DIGEST, "data/text");
    private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");
    private static final ComputeInterval COMPUTE = new ComputeInterval(NOON, NOON);

    @Test
    void asksForWorkOrReportsAResult() {
        StageResult result = new StageResult(EXECUTION, COMPUTE, 0.0);
        WorkRequest next = new WorkRequest(KEY, 1, new EvaluationWork(CHECKPOINT, List.of(DATA), 2L));

        assertThat(CheckpointReady.asked(CHECKPOINT, next)).isEqualTo(new CheckpointReady(CHECKPOINT, null, next));
        assertThat(CheckpointReady.done(CHECKPOINT, result)).isEqualTo(new CheckpointReady(CHECKPOINT, result, null));
        assertRefused("checkpoint is required", () -> new CheckpointReady(null, result, null));
        assertRefused("result or next is required", () -> new CheckpointReady(CHECKPOINT, null, null));
        assertRefused(
                "result and next exclude each other: a result asks for nothing",
                () -> new CheckpointReady(CHECKPOINT, result, next));
    }

    @Test
    void demandsDataForPruningAndATeacherToo() {
        DistillRecipe distill = DistillRecipe.defaults();

        assertRefused(
                "next.work.data is required",
                () -> new StageWork(PruneRecipe.defaults(), Arm.REQUANTIZE, null, null, 1L));
        assertRefused("next.work.data is required", () -> new StageWork(distill, Arm.REQUANTIZE, null, CHECKPOINT, 1L));
        assertRefused("next.work.teacher is required", () -> new StageWork(distill, Arm.REQUANTIZE, DATA, null, 1L));
        assertRefused("next.work.recipe is required", () -> new StageWork(null, Arm.REQUANTIZE, DATA, null, 1L));
        assertRefused("next.work.arm is required", () -> new StageWork(distill, null, DATA, CHECKPOINT, 1L));
        assertRefused(
                "next.work.seed is required", () -> new StageWork(distill, Arm.REQUANTIZE, DATA, CHECKPOINT, null));
    }

    @Test
    void demandsHeldOutSetsForADistillationThatIsMeasured() throws JsonProcessingException {
        DistillRecipe measured = new ObjectMapper().readValue("{\"evaluateEvery\": 5}", DistillRecipe.class);

        assertThat(new StageWork(measured, Arm.REQUANTIZE, DATA, CHECKPOINT, 1L, List.of(DATA)).heldOut())
                .containsExactly(DATA);
        assertRefused(
                "next.work.heldOut is required", () -> new StageWork(measured, Arm.REQUANTIZE, DATA, CHECKPOINT, 1L));
        assertRefused(
                "next.work.heldOut must not be empty",
                () -> new StageWork(measured, Arm.REQUANTIZE, DATA, CHECKPOINT, 1L, List.of()));
        assertRefused(
                "heldOut.step must be in [0, 9223372036854775807], was -1", () -> new HeldOutPerplexity(-1L, Map.of()));
        assertRefused("heldOut.perplexity is required", () -> new HeldOutPerplexity(1L, null));
    }

    @Test
    void waitsOnTheTopicOfItsTechnique() {
        assertThat(new StageWork(QuantizeRecipe.defaults(), Arm.REQUANTIZE, null, null, 1L).workTopic())
                .isEqualTo("ordo.work.quantize");
        assertThat(new StageWork(DistillRecipe.defaults(), Arm.REQUANTIZE, DATA, CHECKPOINT, 1L).workTopic())
                .isEqualTo("ordo.work.distill");
        assertThat(new EvaluationWork(CHECKPOINT, List.of(DATA), 2L).workTopic())
                .isEqualTo("ordo.work.evaluate");
    }

    @Test
    void refusesAnEvaluationOfNothing() {
        assertRefused("next.work.baseline is required", () -> new EvaluationWork(null, List.of(DATA), 2L));
        assertRefused("next.work.sets must not be empty", () -> new EvaluationWork(CHECKPOINT, List.of(), 2L));
        assertRefused(
                "next.work.maxTokens must be in [2, 9223372036854775807], was 1",
                () -> new EvaluationWork(CHECKPOINT, List.of(DATA), 1L));
    }

    @Test
    void refusesRequestsWithoutKeyNumberOrWork() {
        Work work = new EvaluationWork(CHECKPOINT, List.of(DATA), 2L);

        assertRefused("next.key is required", () -> new WorkRequest(null, 1, work));
        assertRefused("next.attempt must be in [1, 1000000], was 0", () -> new WorkRequest(KEY, 0, work));
        assertRefused("next.work is required", () -> new WorkRequest(KEY, 1, null));
    }

    @Test
    void refusesReferencesThatAreNotWhole() {
        assertRefused("checkpoint.digest is required", () -> new CheckpointRef(null, "models/tiny", 1L));
        assertRefused("checkpoint.location is required", () -> new CheckpointRef(DIGEST, null, 1L));
        assertRefused("checkpoint.bytes is required", () -> new CheckpointRef(DIGEST, "models/tiny", null));
        assertRefused("dataset.name is required", () -> new DatasetRef(null, DIGEST, "data/text"));
        assertRefused("dataset.digest is required", () -> new DatasetRef("text", null, "data/text"));
        assertRefused("dataset.location is required", () -> new DatasetRef("text", DIGEST, null));
    }

    @Test
    void refusesAnExecutionThatNamesNobody() {
        assertRefused("execution.key is required", () -> new Execution(null, 1, "id", "w"));
        assertRefused("execution.attempt is required", () -> new Execution(KEY, null, "id", "w"));
        assertRefused("execution.executionId is required", () -> new Execution(KEY, 1, null, "w"));
        assertRefused("execution.worker is required", () -> new Execution(KEY, 1, "id", null));
    }

    @Test
    void measuresComputeTimeForwards() {
        assertThat(new ComputeInterval(NOON, NOON.plusSeconds(90)).length()).isEqualTo(Duration.ofSeconds(90));
        assertRefused("compute.from is required", () -> new ComputeInterval(null, NOON));
        assertThatThrownBy(() -> new ComputeInterval(NOON, NOON.minusMillis(1)))
                .isInstanceOf(InvalidEventException.class)
                .hasMessageContaining("compute.to must be in [2026-11-24T12:00:00Z, ")
                .hasMessageEndingWith("was 2026-11-24T11:59:59.999Z");
    }

    @Test
    void refusesAResultThatSaysTooLittle() {
        assertRefused("result.execution is required", () -> new StageResult(null, COMPUTE, 0.0));
        assertRefused("result.compute is required", () -> new StageResult(EXECUTION, null, 0.0));
        assertRefused(
                "result.realizedSparsity must be in [0.0, 1.0], was 1.5",
                () -> new StageResult(EXECUTION, COMPUTE, 1.5));
    }

    @Test
    void refusesProgressBeyondTheEnd() {
        assertRefused("done must be in [0, 10], was 11", () -> new StageProgress(EXECUTION, 11L, 10L, "step"));
        assertRefused(
                "total must be in [1, 9223372036854775807], was 0", () -> new StageProgress(EXECUTION, 0L, 0L, "step"));
        assertRefused("unit is required", () -> new StageProgress(EXECUTION, 1L, 10L, null));
        assertRefused("execution is required", () -> new StageProgress(null, 1L, 10L, "step"));
    }

    @Test
    void refusesAStartOrFailureWithoutItsFacts() {
        assertRefused("needs.hostBytes must be in [0, 9223372036854775807], was -1", () -> new Needs(-1L, 0L, 0L));
        assertRefused("needs.deviceBytes is required", () -> new Needs(0L, null, 0L));
        assertRefused("needs.diskBytes is required", () -> new Needs(0L, 0L, null));
        assertRefused("idleSince is required", () -> new StageStarted(EXECUTION, 0L, null));
        assertRefused(
                "permitWaitMillis must be in [0, 9223372036854775807], was -1",
                () -> new StageStarted(EXECUTION, -1L, NOON));
        assertRefused("code is required", () -> new StageFailed(EXECUTION, null, "why", false));
        assertRefused("message is required", () -> new StageFailed(EXECUTION, "INTERNAL", null, false));
        assertRefused("retryable is required", () -> new StageFailed(EXECUTION, "INTERNAL", "why", null));
    }

    @Test
    void refusesAHandOverOrCancellationOfNothing() {
        assertRefused("execution is required", () -> new StageReleased(null, "shutting down"));
        assertRefused("reason is required", () -> new StageReleased(EXECUTION, null));
        assertRefused("execution is required", () -> new StageCancelled(null));
        assertRefused("key is required", () -> new CancelStage(null, 1));
        assertRefused("attempt must be in [1, 1000000], was 0", () -> new CancelStage(KEY, 0));
    }

    @Test
    void refusesAnEvaluationWithoutMeasurements() {
        Map<String, Double> values = Map.of("b", 2.0, "a", 1.0);

        assertThat(new EvaluationCompleted(EXECUTION, COMPUTE, CHECKPOINT, values, null, values, 1.0).perplexity())
                .containsExactly(Map.entry("a", 1.0), Map.entry("b", 2.0));
        assertRefused(
                "perplexity is required",
                () -> new EvaluationCompleted(EXECUTION, COMPUTE, CHECKPOINT, null, null, values, 1.0));
        assertRefused(
                "klToBaseline is required",
                () -> new EvaluationCompleted(EXECUTION, COMPUTE, CHECKPOINT, values, null, null, 1.0));
        assertRefused(
                "ratio is required",
                () -> new EvaluationCompleted(EXECUTION, COMPUTE, CHECKPOINT, values, null, values, null));
    }

    private static void assertRefused(String message, Runnable making) {
        assertThatThrownBy(making::run)
                .isInstanceOf(InvalidEventException.class)
                .hasMessage(message);
    }
}
