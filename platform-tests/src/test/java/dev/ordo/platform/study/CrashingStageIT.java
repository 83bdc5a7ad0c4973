package dev.ordo.platform.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ordo.events.EventType;
import dev.ordo.events.study.StudyProblem;
import dev.ordo.events.study.StudyRow;
import dev.ordo.events.study.StudyState;
import dev.ordo.events.study.StudyStatus;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A stage that takes every worker down with it: here, because the test kills whoever has begun it. */
class CrashingStageIT {
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final String DISTILLER = "distiller-svc";

    private static RunningOrdo ordo;

    @BeforeAll
    static void start() {
        ordo = RunningOrdo.shared();
        ordo.importModel("tiny-crashing", 8);
    }

    @Test
    void isGivenUpAsLostAtItsThirdDeliveryWhileSiblingsFinishAndMayBeTriedAgain() {
        Set<String> known = executions();
        ordo.post(TinyStudy.withTokens(TinyStudy.request("crashing", "tiny-crashing", "KD", "KD-Q", "Q"), 128 * 400));
        for (int crash = 0; crash < 2; crash++) {
            known = awaitAnother(known);
            assertThat(ordo.stack().process(DISTILLER).destroyForcibly()).isTrue();
        }

        StudyStatus end = ordo.awaitEnd("crashing", LIMIT);

        assertThat(end.state()).isEqualTo(StudyState.PARTIAL);
        assertThat(end.rows())
                .extracting(StudyRow::ordering, StudyRow::state)
                .containsExactly(
                        tuple("baseline", "done"), tuple("KD", "failed"), tuple("KD-Q", "skipped"), tuple("Q", "done"));
        assertThat(end.problems())
                .extracting(StudyProblem::message)
                .anySatisfy(
                        message -> assertThat(message).contains("WORKER_LOST").contains("delivered 3 times"));

        assertThat(ordo.command("crashing", "retry").statusCode()).isEqualTo(202);
        assertThat(ordo.await("crashing", each -> each.state() == StudyState.COMPLETED, LIMIT)
                        .problems())
                .isEmpty();
    }

    private static Set<String> awaitAnother(Set<String> known) {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (System.nanoTime() < end) {
            Set<String> now = executions();
            if (!known.containsAll(now)) {
                return now;
            }
        }
        throw new AssertionError("no worker has begun the stage");
    }

    /** Ids of all executions that a distiller has begun. */
    private static Set<String> executions() {
        List<JsonNode> starts = StageEvents.of(ordo).all(EventType.STAGE_STARTED);
        return starts.stream()
                .map(each -> each.path("execution"))
                .filter(each -> each.path("worker").asText().startsWith(DISTILLER))
                .map(each -> each.path("executionId").asText())
                .collect(Collectors.toSet());
    }
}
