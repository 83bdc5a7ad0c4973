package dev.ordo.platform.study;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ordo.events.EventType;
import dev.ordo.events.study.StudyRow;
import dev.ordo.events.study.StudyState;
import dev.ordo.events.study.StudyStatus;
import java.time.Duration;
import java.util.List;
import java.util.LongSummaryStatistics;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class WorkerLossIT {
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final String DISTILLER = "distiller-svc";
    /** Two budgets that round up to the same number of steps: other stage keys, so that both are computed; equal work. */
    private static final int TOKENS = 128 * 240;

    private static RunningOrdo ordo;

    @BeforeAll
    static void start() {
        ordo = RunningOrdo.shared();
        ordo.importModel("tiny-lost", 5);
    }

    @Test
    void givesTheSameDigestsWhenAWorkerIsKilledInTheMiddleOfItsStage() {
        ordo.post(study("undisturbed", TOKENS));
        StudyStatus undisturbed = ordo.awaitEnd("undisturbed", LIMIT);
        int startsBefore = starts();

        ordo.post(study("disturbed", TOKENS - 1));
        StudyStatus midway =
                ordo.await("disturbed", status -> TinyStudy.isInTheMiddleOfDistilling(status) && hasSaved(), LIMIT);
        ProcessHandle killed = ordo.stack().process(DISTILLER);
        assertThat(killed.destroyForcibly()).isTrue();
        StudyStatus disturbed = ordo.awaitEnd("disturbed", LIMIT);

        assertThat(midway.rows().get(1).checkpoint()).isNull();
        assertThat(ordo.stack().process(DISTILLER).pid()).isNotEqualTo(killed.pid());
        assertThat(disturbed.state()).isEqualTo(StudyState.COMPLETED);
        assertThat(disturbed.stages().reused()).isZero();
        assertThat(checkpoints(disturbed)).isEqualTo(checkpoints(undisturbed)).doesNotContainNull();
        assertThat(starts() - startsBefore)
                .as("starts of KD, KD again and Q; equal checkpoints need no second evaluation")
                .isGreaterThanOrEqualTo(3);
        List<LongSummaryStatistics> steps = StageEvents.of(ordo).steps(distillation(disturbed));
        assertThat(steps).as("executions of KD").hasSize(2);
        assertThat(steps.get(1).getMin()).as("first step after the kill").isGreaterThan(1);
    }

    private static boolean hasSaved() {
        return ordo.storedBelow("resume/").stream().anyMatch(key -> key.endsWith("ordo-resume.json"));
    }

    /** The key of the study's first row's only stage, which its result's place in the store begins with. */
    private static String distillation(StudyStatus status) {
        return status.rows().get(1).location().split("/")[1];
    }

    private static String study(String id, int tokens) {
        return TinyStudy.withTokens(TinyStudy.request(id, "tiny-lost", "KD", "KD-Q"), tokens);
    }

    private static int starts() {
        return StageEvents.of(ordo).all(EventType.STAGE_STARTED).size();
    }

    private static List<String> checkpoints(StudyStatus status) {
        return status.rows().stream().map(StudyRow::checkpoint).toList();
    }
}
