package dev.ordo.platform.study;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ordo.events.study.StudyRow;
import dev.ordo.events.study.StudyState;
import dev.ordo.events.study.StudyStatus;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutageIT {
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final Duration OUTAGE = Duration.ofSeconds(15);

    private static RunningOrdo ordo;

    @BeforeAll
    static void start() {
        ordo = RunningOrdo.shared();
        ordo.importModel("tiny-outage", 9);
    }

    @ParameterizedTest
    @ValueSource(strings = {"kafka", "s3", "orchestrator"})
    void aStudyOutlivesTheAbsenceOf(String process) throws Exception {
        String id = "outage-" + process;
        int tokens = 128 * 120 + process.length();
        ordo.post(TinyStudy.withTokens(TinyStudy.request(id, "tiny-outage", "P-KD-Q", "KD-P"), tokens));
        ordo.await(id, each -> each.running().stream().anyMatch(work -> work.done() != null), LIMIT);

        ordo.stack().stop(process);
        Thread.sleep(OUTAGE.toMillis());
        ordo.stack().resume(process);
        StudyStatus end = ordo.awaitEnd(id, LIMIT);

        assertThat(end.problems()).isEmpty();
        assertThat(end.state()).isEqualTo(StudyState.COMPLETED);
        assertThat(end.rows()).extracting(StudyRow::checkpoint).doesNotContainNull();
    }
}
