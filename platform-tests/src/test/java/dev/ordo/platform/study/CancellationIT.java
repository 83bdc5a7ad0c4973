package dev.ordo.platform.study;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ordo.events.EventType;
import dev.ordo.events.study.StudyRow;
import dev.ordo.events.study.StudyState;
import dev.ordo.events.study.StudyStatus;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class CancellationIT {
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final String DISTILLER = "distiller-svc";
    /** Minutes of work, if nobody stops it. */
    private static final int ENDLESS = 128 * 20_000;

    private static RunningOrdo ordo;

    @BeforeAll
    static void start() {
        ordo = RunningOrdo.shared();
        ordo.importModel("tiny-cancelled", 6);
    }

    @Test
    void aRunningStageStopsAtItsNextStepAndLeavesNothingThatLooksLikeAResult() {
        Set<String> before = StageEvents.of(ordo).keys(EventType.STAGE_CANCELLED);
        ordo.post(study("cancelled", ENDLESS));
        ordo.await("cancelled", CancellationIT::distils, LIMIT);

        assertThat(ordo.command("cancelled", "cancel").statusCode()).isEqualTo(202);

        StudyStatus end = ordo.awaitEnd("cancelled", LIMIT);
        assertThat(end.state()).isEqualTo(StudyState.CANCELLED);
        assertThat(end.rows()).extracting(StudyRow::checkpoint).last().isNull();
        String key = awaitCancelled(before);
        assertThat(ordo.storedBelow("checkpoints/" + key + "/")).noneMatch(each -> each.endsWith("ordo-manifest.json"));
        assertThat(ordo.command("cancelled", "cancel").statusCode()).isEqualTo(409);
    }

    @Test
    void workThatAnotherStudyNeedsGoesOn() {
        int tokens = 128 * 200;
        Set<String> before = StageEvents.of(ordo).keys(EventType.STAGE_CANCELLED);
        ordo.post(study("shared-cancelled", tokens));
        ordo.post(study("shared-kept", tokens));
        ordo.await("shared-kept", CancellationIT::distils, LIMIT);

        ordo.command("shared-cancelled", "cancel");

        assertThat(ordo.awaitEnd("shared-cancelled", LIMIT).state()).isEqualTo(StudyState.CANCELLED);
        assertThat(ordo.awaitEnd("shared-kept", LIMIT).state()).isEqualTo(StudyState.COMPLETED);
        assertThat(StageEvents.of(ordo).keys(EventType.STAGE_CANCELLED)).isEqualTo(before);
    }

    @Test
    void queuedWorkIsNeverBegunAndMayBeAskedForAgain() {
        ordo.stack().stop(DISTILLER);
        Set<String> before = StageEvents.of(ordo).keys(EventType.STAGE_CANCELLED);
        ordo.post(study("queued-cancelled", 128 * 7));
        ordo.await("queued-cancelled", each -> each.rows().get(0).state().equals("done"), LIMIT);
        ordo.command("queued-cancelled", "cancel");
        assertThat(ordo.awaitEnd("queued-cancelled", LIMIT).state()).isEqualTo(StudyState.CANCELLED);

        ordo.stack().resume(DISTILLER);

        String key = awaitCancelled(before);
        assertThat(StageEvents.of(ordo).keys(EventType.STAGE_STARTED)).doesNotContain(key);
        assertThat(ordo.command("queued-cancelled", "retry").statusCode()).isEqualTo(202);
        StudyStatus again = ordo.await("queued-cancelled", each -> each.state() == StudyState.COMPLETED, LIMIT);
        assertThat(again.rows()).extracting(StudyRow::checkpoint).doesNotContainNull();
        List<JsonNode> starts = StageEvents.of(ordo).all(EventType.STAGE_STARTED).stream()
                .filter(each -> StageEvents.key(each).equals(key))
                .toList();
        assertThat(starts).hasSize(1);
    }

    @Test
    void aStudyThatIsNotThereCannotBeCancelled() {
        assertThat(ordo.command("no-such-study", "cancel").statusCode()).isEqualTo(404);
        assertThat(ordo.command("no-such-study", "retry").statusCode()).isEqualTo(404);
    }

    private static String awaitCancelled(Set<String> before) {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (System.nanoTime() < end) {
            Set<String> keys = new HashSet<>(StageEvents.of(ordo).keys(EventType.STAGE_CANCELLED));
            keys.removeAll(before);
            if (!keys.isEmpty()) {
                return keys.iterator().next();
            }
        }
        throw new AssertionError("no worker said that it stopped");
    }

    private static boolean distils(StudyStatus status) {
        return status.running().stream()
                .anyMatch(each -> each.what().equals("KD") && each.done() != null && each.done() > 0);
    }

    private static String study(String id, int tokens) {
        return TinyStudy.withTokens(TinyStudy.request(id, "tiny-cancelled", "KD"), tokens);
    }
}
