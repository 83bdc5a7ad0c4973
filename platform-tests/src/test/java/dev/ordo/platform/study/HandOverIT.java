package dev.ordo.platform.study;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ordo.events.EventType;
import dev.ordo.events.study.StudyRow;
import dev.ordo.events.study.StudyState;
import dev.ordo.events.study.StudyStatus;
import java.time.Duration;
import java.util.List;
import java.util.LongSummaryStatistics;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class HandOverIT {
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final String DISTILLER = "distiller-svc";
    /** Budgets that round up to the same number of steps: other stage keys, equal work. */
    private static final int TOKENS = 128 * 240;

    private static RunningOrdo ordo;

    @BeforeAll
    static void start() {
        ordo = RunningOrdo.shared();
        ordo.importModel("tiny-handed", 7);
    }

    @Test
    void aWorkerThatIsShutDownHandsItsStageOverAndTheResultIsThatOfAnUndisturbedRun() {
        ordo.post(study("kept", TOKENS));
        StudyStatus undisturbed = ordo.awaitEnd("kept", LIMIT);
        int releasedBefore = StageEvents.of(ordo).all(EventType.STAGE_RELEASED).size();

        ordo.post(study("handed", TOKENS - 1));
        ordo.await("handed", TinyStudy::isInTheMiddleOfDistilling, LIMIT);
        ordo.stack().stop(DISTILLER);
        List<JsonNode> released = StageEvents.of(ordo).all(EventType.STAGE_RELEASED);
        ordo.stack().resume(DISTILLER);
        StudyStatus handed = ordo.awaitEnd("handed", LIMIT);

        assertThat(released).hasSize(releasedBefore + 1);
        String key = StageEvents.key(released.get(released.size() - 1));
        assertThat(handed.state()).isEqualTo(StudyState.COMPLETED);
        assertThat(handed.rows())
                .extracting(StudyRow::checkpoint)
                .isEqualTo(undisturbed.rows().stream().map(StudyRow::checkpoint).toList())
                .doesNotContainNull();
        assertThat(StageEvents.of(ordo).keys(EventType.STAGE_FAILED)).doesNotContain(key);
        List<LongSummaryStatistics> steps = StageEvents.of(ordo).steps(key);
        assertThat(steps.get(1).getMin())
                .as("first step after the hand-over")
                .isGreaterThan(steps.get(0).getMax());
    }

    private static String study(String id, int tokens) {
        return TinyStudy.withTokens(TinyStudy.request(id, "tiny-handed", "KD"), tokens);
    }
}
