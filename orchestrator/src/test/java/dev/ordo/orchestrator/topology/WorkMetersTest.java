package dev.ordo.orchestrator.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ordo.events.Topics;
import dev.ordo.events.stage.CheckpointReady;
import dev.ordo.events.stage.StageFailed;
import dev.ordo.events.stage.StageWork;
import dev.ordo.events.study.CancelStudy;
import dev.ordo.orchestrator.FixedCatalog;
import dev.ordo.orchestrator.Requests;
import dev.ordo.orchestrator.Workers;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WorkMetersTest {
    private final TestStreams streams = new TestStreams(new FixedCatalog(), 1);
    private final SimulatedWorkers workers = new SimulatedWorkers(streams);

    @AfterEach
    void close() {
        streams.close();
    }

    @Test
    void workWaitsInTheQueueOfItsTechniqueWhetherAnyWorkerRunsOrNot() {
        submit("P", "Q");

        assertThat(depth("prune", "queued")).isEqualTo(1);
        assertThat(depth("quantize", "queued")).isEqualTo(1);
        assertThat(depth("evaluate", "queued")).as("the baseline's evaluation").isEqualTo(1);
        assertThat(depth("distill", "queued")).isZero();
        assertThat(counter("ordo.work.attempts", "prune")).isEqualTo(1);
        assertThat(counter("ordo.work.retries", "prune")).isZero();
    }

    @Test
    void startedWorkIsRunningAndDoneWorkIsGone() {
        submit("Q");
        CheckpointReady stage = stage();

        streams.send(Topics.STAGE_EVENTS, Workers.started(stage.next().key(), 1, "e1"));
        assertThat(depth("quantize", "queued")).isZero();
        assertThat(depth("quantize", "running")).isEqualTo(1);

        workers.deliverResult(stage);
        assertThat(depth("quantize", "running")).isZero();
        assertThat(depth("evaluate", "queued"))
                .as("the baseline's evaluation and its own")
                .isEqualTo(2);
    }

    @Test
    void failedWorkRestsAndIsThenRetried() {
        submit("Q");
        String key = stage().next().key();

        streams.send(Topics.STAGE_EVENTS, Workers.failed(key, 1, "e1", true));
        assertThat(depth("quantize", "resting")).isEqualTo(1);
        assertThat(depth("quantize", "queued")).isZero();

        streams.pass(TestStreams.REST.multipliedBy(2));
        assertThat(depth("quantize", "resting")).isZero();
        assertThat(depth("quantize", "queued")).isEqualTo(1);
        assertThat(counter("ordo.work.attempts", "quantize")).isEqualTo(2);
        assertThat(counter("ordo.work.retries", "quantize")).isEqualTo(1);
    }

    @Test
    void workThatFailsForGoodIsGivenUpForAReason() {
        submit("Q");

        streams.send(Topics.STAGE_EVENTS, Workers.failed(stage().next().key(), 1, "e1", false));

        assertThat(givenUp("INVALID_RECIPE")).isEqualTo(1);
        assertThat(givenUp("INTERNAL")).isZero();
        assertThat(depth("quantize", "queued")).isZero();
    }

    @Test
    void aReasonThatTheContractDoesNotKnowIsNoLabelOfItsOwn() {
        submit("Q");

        streams.send(
                Topics.STAGE_EVENTS,
                new StageFailed(Workers.execution(stage().next().key(), 1, "e1"), "MADE_UP", "it broke", false));

        assertThat(givenUp("INTERNAL")).isEqualTo(1);
    }

    @Test
    void workThatNobodyWantsAnyMoreIsWithdrawn() {
        submit("Q");

        streams.send(Topics.STUDIES, new CancelStudy("one", "enough"));

        assertThat(counter("ordo.work.withdrawn", "quantize")).isEqualTo(1);
        assertThat(depth("quantize", "queued")).isZero();
    }

    @Test
    void recordsThatNobodyCanUseAreCountedByTheirTopic() {
        streams.sendRaw(Topics.STUDIES, "one", "no event".getBytes(StandardCharsets.UTF_8), new RecordHeaders());

        assertThat(streams.meters()
                        .get("ordo.dead.letters")
                        .tag("topic", Topics.STUDIES)
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void aReplicaThatIsClosedHoldsNothingAnyMore() {
        SimpleMeterRegistry meters;
        try (TestStreams other = new TestStreams(new FixedCatalog(), 1)) {
            meters = other.meters();
            other.submit("one", Requests.study("one", "all"));
            assertThat(open(meters)).isPositive();
        }

        assertThat(open(meters)).isZero();
    }

    private void submit(String... orderings) {
        streams.submit("one", Requests.study("one", orderings));
    }

    private CheckpointReady stage() {
        return streams.takeWork().stream()
                .filter(each -> each.next().work() instanceof StageWork)
                .findFirst()
                .orElseThrow();
    }

    private double depth(String technique, String state) {
        return streams.meters()
                .get("ordo.queue.depth")
                .tags("technique", technique, "state", state)
                .gauge()
                .value();
    }

    private static double open(SimpleMeterRegistry meters) {
        return meters.get("ordo.queue.depth").gauges().stream()
                .mapToDouble(Gauge::value)
                .sum();
    }

    private double counter(String name, String technique) {
        return streams.meters().get(name).tag("technique", technique).counter().count();
    }

    private double givenUp(String code) {
        return streams.meters()
                .get("ordo.work.given.up")
                .tags("technique", "quantize", "code", code)
                .counter()
                .count();
    }
}
