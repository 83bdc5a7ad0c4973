package dev.ordo.platform.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.ordo.events.study.StageCounts;
import dev.ordo.events.study.StudyProblem;
import dev.ordo.events.study.StudyRow;
import dev.ordo.events.study.StudyState;
import dev.ordo.events.study.StudyStatus;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PartialStudyIT {
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private static RunningOrdo ordo;

    @BeforeAll
    static void start() {
        ordo = RunningOrdo.shared();
        ordo.importModel("tiny-partial", 4);
    }

    /** Groups of 128 do not fit a hidden size of 64, which only the quantizer can see. */
    @Test
    void endsPartialWithTheReasonWhileSiblingsFinish() {
        ordo.post(TinyStudy.request("partial", "tiny-partial", "P", "P-KD", "P-Q", "Q-KD", "Q-KD-P")
                .replace("\"groupSize\": 32", "\"groupSize\": 128"));

        StudyStatus status = ordo.awaitEnd("partial", LIMIT);

        assertThat(status.state()).isEqualTo(StudyState.PARTIAL);
        assertThat(status.rows())
                .extracting(StudyRow::ordering, StudyRow::state)
                .containsExactly(
                        tuple("baseline", "done"),
                        tuple("P", "done"),
                        tuple("P-KD", "done"),
                        tuple("P-Q", "failed"),
                        tuple("Q-KD", "skipped"),
                        tuple("Q-KD-P", "skipped"));
        Map<String, String> reasons =
                status.problems().stream().collect(Collectors.toMap(StudyProblem::path, StudyProblem::message));
        assertThat(reasons).containsOnlyKeys("P-Q", "Q-KD", "Q-KD-P");
        assertThat(reasons.get("P-Q")).contains("INVALID_RECIPE").contains("128");
        assertThat(reasons.get("Q-KD")).contains("skipped, because Q failed").contains("INVALID_RECIPE");
        assertThat(status.stages()).isEqualTo(new StageCounts(10, 6, 2, 0));
    }
}
