package dev.ordo.platform.study;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.ordo.events.Topics;
import dev.ordo.events.study.StudyRow;
import dev.ordo.events.study.StudyState;
import dev.ordo.events.study.StudyStatus;
import dev.ordo.platform.broker.Reader;
import dev.ordo.stage.messaging.EventJson;
import java.time.Duration;
import java.util.List;
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
    void givesTheSameDigestsWhenAWorkerIsKilledInTheMiddleOfItsStage() throws Exception {
        ordo.post(study("undisturbed", TOKENS));
        StudyStatus undisturbed = ordo.awaitEnd("undisturbed", LIMIT);
        int startsBefore = starts().size();

        ordo.post(study("disturbed", TOKENS - 1));
        StudyStatus midway = ordo.await("disturbed", WorkerLossIT::isInTheMiddle, LIMIT);
        ProcessHandle killed = ordo.stack().process(DISTILLER);
        assertThat(killed.destroyForcibly()).isTrue();
        StudyStatus disturbed = ordo.awaitEnd("disturbed", LIMIT);

        assertThat(midway.rows().get(1).checkpoint()).isNull();
        assertThat(ordo.stack().process(DISTILLER).pid()).isNotEqualTo(killed.pid());
        assertThat(disturbed.state()).isEqualTo(StudyState.COMPLETED);
        assertThat(disturbed.stages().reused()).isZero();
        assertThat(checkpoints(disturbed)).isEqualTo(checkpoints(undisturbed)).doesNotContainNull();
        assertThat(starts().size() - startsBefore)
                .as("starts of KD, KD again and Q; equal checkpoints need no second evaluation")
                .isGreaterThanOrEqualTo(3);
    }

    private static boolean isInTheMiddle(StudyStatus status) {
        return status.running().stream()
                .anyMatch(each -> each.what().equals("KD")
                        && each.done() != null
                        && each.done() > 0
                        && each.done() < each.total() / 2);
    }

    private static String study(String id, int tokens) {
        return TinyStudy.request(id, "tiny-lost", "KD", "KD-Q").replace("\"tokens\": 512", "\"tokens\": " + tokens);
    }

    private static List<String> starts() throws JsonProcessingException {
        List<String> events = new Reader(ordo.stack().bootstrapServers())
                .committed(Topics.STAGE_EVENTS, count -> false, Duration.ofSeconds(2));
        return events.stream()
                .filter(each -> type(each).equals("dev.ordo.stage.started.v1"))
                .toList();
    }

    private static String type(String event) {
        try {
            JsonNode json = EventJson.mapper().readTree(event);
            return json.path("type").asText();
        } catch (JsonProcessingException e) {
            return "";
        }
    }

    private static List<String> checkpoints(StudyStatus status) {
        return status.rows().stream().map(StudyRow::checkpoint).toList();
    }
}
