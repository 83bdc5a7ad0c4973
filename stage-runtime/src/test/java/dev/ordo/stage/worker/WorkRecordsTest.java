package dev.ordo.stage.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ordo.events.Technique;
import dev.ordo.events.stage.CancelStage;
import dev.ordo.events.stage.CheckpointReady;
import dev.ordo.events.stage.ComputeInterval;
import dev.ordo.events.stage.EvaluationCompleted;
import dev.ordo.events.stage.StageCancelled;
import dev.ordo.events.stage.StageFailed;
import dev.ordo.events.stage.StageResult;
import dev.ordo.events.stage.StageStarted;
import dev.ordo.events.stage.Work;
import dev.ordo.events.stage.WorkRequest;
import dev.ordo.stage.EvaluationOutput;
import dev.ordo.stage.Progress;
import dev.ordo.stage.StageInputs;
import dev.ordo.stage.StageOutput;
import dev.ordo.stage.StageTask;
import dev.ordo.stage.messaging.EventCodec;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkRecordsTest {
    private final MemoryOutbox outbox = new MemoryOutbox();
    private final CountingMetrics metrics = new CountingMetrics();
    private final MemoryArtifacts artifacts = new MemoryArtifacts();
    private final UnwantedWork unwanted = new UnwantedWork();

    @TempDir
    Path scratch;

    private WorkDirectories directories;
    private WorkRecords records;

    @BeforeEach
    void open() {
        directories = new WorkDirectories(scratch);
        Job job = new EvaluationJob(
                (inputs, progress) -> new EvaluationOutput(
                        Map.of("novel", 9.5), Optional.empty(), Map.of("novel", 0.1), 3.5, Optional.empty()),
                artifacts);
        records = records(job);
    }

    @AfterEach
    void close() {
        directories.close();
    }

    @Test
    void runsWhatIsAskedForUnderAnExecutionOfItsOwn() {
        Disposition disposition = handle(asked(Samples.EVALUATE), 1);

        assertThat(disposition).isEqualTo(Disposition.ACCEPT);
        var execution = outbox.only(EvaluationCompleted.class).execution();
        assertThat(execution.key()).isEqualTo(Samples.KEY);
        assertThat(execution.attempt()).isEqualTo(4);
        assertThat(execution.worker()).isEqualTo("worker-1");
        assertThat(outbox.only(StageStarted.class).execution()).isEqualTo(execution);
    }

    @Test
    void givesEveryDeliveryAnotherExecutionId() {
        handle(asked(Samples.EVALUATE), 1);
        handle(asked(Samples.EVALUATE), 2);

        assertThat(outbox.all(EvaluationCompleted.class))
                .extracting(each -> each.execution().executionId())
                .doesNotHaveDuplicates()
                .hasSize(2);
    }

    @Test
    void saysAgainWhatAnEarlierExecutionFoundInsteadOfMeasuring() {
        handle(asked(Samples.EVALUATE), 1);
        handle(asked(Samples.EVALUATE), 2);

        List<EvaluationCompleted> said = outbox.all(EvaluationCompleted.class);
        assertThat(outbox.all(StageStarted.class)).hasSize(1);
        assertThat(said.get(1)).isEqualTo(said.get(0).of(said.get(1).execution()));
        assertThat(artifacts.evaluations).hasSize(1);
        assertThat(metrics.ends).containsExactly(WorkMetrics.End.COMPUTED, WorkMetrics.End.REUSED);
    }

    @Test
    void endsAnUnwantedAttemptWithoutRunningItAndRunsTheNext() {
        unwanted.add(new CancelStage(Samples.KEY, 3));
        handle(asked(Samples.EVALUATE), 1);
        unwanted.add(new CancelStage(Samples.KEY, 4));
        unwanted.add(new CancelStage(Samples.KEY, 2));

        Disposition disposition = handle(asked(Samples.EVALUATE), 1);

        assertThat(disposition).isEqualTo(Disposition.ACCEPT);
        assertThat(outbox.all(EvaluationCompleted.class)).hasSize(1);
        assertThat(outbox.only(StageCancelled.class).execution().attempt()).isEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(shorts = {3, 4})
    void givesUpAtTheThirdDeliveryWithoutRunning(short deliveries) {
        Disposition disposition = handle(asked(Samples.EVALUATE), deliveries);

        assertThat(disposition).isEqualTo(Disposition.ACCEPT);
        StageFailed failed = outbox.only(StageFailed.class);
        assertThat(failed.code()).isEqualTo("WORKER_LOST");
        assertThat(failed.retryable()).isFalse();
        assertThat(failed.message())
                .isEqualTo("delivered " + deliveries
                        + " times, and no worker came to an end with it: it is not tried again");
        assertThat(outbox.all(StageStarted.class)).isEmpty();
    }

    @Test
    void saysEvenAtTheThirdDeliveryWhatAnEarlierOneFound() {
        handle(asked(Samples.EVALUATE), 1);

        Disposition disposition = handle(asked(Samples.EVALUATE), 3);

        assertThat(disposition).isEqualTo(Disposition.ACCEPT);
        assertThat(outbox.all(EvaluationCompleted.class)).hasSize(2);
        assertThat(outbox.all(StageFailed.class)).isEmpty();
    }

    @Test
    void givesUpAStageAsItGivesUpAnEvaluation() {
        Job pruning = new StageJob(
                new StageTask() {
                    @Override
                    public Technique technique() {
                        return Technique.PRUNE;
                    }

                    @Override
                    public StageOutput run(StageInputs inputs, Path output, Progress progress) {
                        throw new AssertionError("must not run");
                    }
                },
                artifacts,
                Duration.ZERO);

        Disposition disposition =
                records(pruning).handle(record(asked(Samples.PRUNE), 3), Instant.EPOCH, new Cancellation());

        assertThat(disposition).isEqualTo(Disposition.ACCEPT);
        assertThat(outbox.only(StageFailed.class).code()).isEqualTo("WORKER_LOST");
    }

    @Test
    void saysOfUnwantedWorkAtItsThirdDeliveryThatItIsCancelled() {
        unwanted.add(new CancelStage(Samples.KEY, 4));

        handle(asked(Samples.EVALUATE), 3);

        assertThat(outbox.all(StageCancelled.class)).hasSize(1);
        assertThat(outbox.all(StageFailed.class)).isEmpty();
    }

    @Test
    void buriesWhatIsNoEvent() {
        Disposition disposition = handle("{\"nonsense\":".getBytes(StandardCharsets.UTF_8), 1);

        assertThat(disposition).isEqualTo(Disposition.ACCEPT);
        assertThat(outbox.buried).singleElement().asString().contains("not a CloudEvent");
        assertThat(outbox.sent).isEmpty();
        assertThat(metrics.ends).containsExactly(WorkMetrics.End.MALFORMED);
    }

    @Test
    void buriesARecordWithoutAValue() {
        assertThat(handle(null, 1)).isEqualTo(Disposition.ACCEPT);
        assertThat(outbox.buried).singleElement().asString().contains("has no value");
    }

    @Test
    void buriesAnEventThatAsksForNothing() {
        var compute = new ComputeInterval(Instant.EPOCH, Instant.EPOCH);
        var result = new StageResult(Samples.EXECUTION, compute, 0.0);

        handle(EventCodec.encode("/test", Samples.KEY, CheckpointReady.done(Samples.PARENT, result)), 1);

        assertThat(outbox.buried).singleElement().asString().contains("next is required");
    }

    @Test
    void buriesWorkOfAnotherKind() {
        handle(asked(Samples.PRUNE), 1);

        assertThat(outbox.buried).containsExactly("next.work is not work for evaluate");
    }

    @Test
    void buriesAnEventOfAnotherType() {
        handle(EventCodec.encode("/test", Samples.KEY, new StageStarted(Samples.EXECUTION, 0L, Instant.EPOCH)), 1);

        assertThat(outbox.buried).singleElement().asString().contains("expected an event of CheckpointReady");
    }

    @Test
    void givesAMalformedRecordBackWhenItCannotBeBuried() {
        outbox.unreachable = "dead-letter";

        assertThat(handle(new byte[] {1}, 1)).isEqualTo(Disposition.RELEASE);
    }

    private WorkRecords records(Job job) {
        var permit = new ComputePermit(Optional.empty());
        var executions = new WorkExecution(job, outbox, Samples.ROOMY, permit, directories, metrics, Clock.systemUTC());
        return new WorkRecords(job, executions, outbox, metrics, unwanted, "worker-1");
    }

    private Disposition handle(byte[] value, int deliveries) {
        return records.handle(record(value, deliveries), Instant.EPOCH, new Cancellation());
    }

    private static byte[] asked(Work work) {
        return EventCodec.encode(
                "/test", Samples.KEY, CheckpointReady.asked(Samples.PARENT, new WorkRequest(Samples.KEY, 4, work)));
    }

    private static ConsumerRecord<byte[], byte[]> record(byte[] value, int deliveries) {
        return new ConsumerRecord<>(
                "ordo.work.evaluate",
                0,
                7L,
                0L,
                TimestampType.LOG_APPEND_TIME,
                0,
                0,
                null,
                value,
                new RecordHeaders(),
                Optional.empty(),
                Optional.of((short) deliveries));
    }
}
