package dev.ordo.events.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ordo.events.InvalidEventException;
import dev.ordo.events.recipe.Arm;
import dev.ordo.events.recipe.Recipes;
import java.util.List;
import org.junit.jupiter.api.Test;

class StudyEventsTest {
    private static final StudyData DATA = new StudyData("calibration", "distillation", List.of("heldout"), null);

    @Test
    void fillsInWhatAStudyLeavesOut() {
        StudyRequested study = new StudyRequested("s", "tiny", null, DATA, null, List.of("all"), null, null);

        assertThat(study)
                .isEqualTo(new StudyRequested(
                        "s", "tiny", "tiny", DATA, Recipes.defaults(), List.of("all"), List.of(1L), Arm.REQUANTIZE));
        assertThat(DATA.maxEvaluationTokens()).isEqualTo(16_384);
    }

    @Test
    void refusesAStudyWithoutItsParts() {
        List<String> all = List.of("all");

        assertRefused("studyId is required", () -> new StudyRequested(null, "tiny", null, DATA, null, all, null, null));
        assertRefused("baseline is required", () -> new StudyRequested("s", null, null, DATA, null, all, null, null));
        assertRefused("data is required", () -> new StudyRequested("s", "tiny", null, null, null, all, null, null));
        assertRefused(
                "orderings is required", () -> new StudyRequested("s", "tiny", null, DATA, null, null, null, null));
        assertRefused(
                "orderings must not be empty",
                () -> new StudyRequested("s", "tiny", null, DATA, null, List.of(), null, null));
        assertRefused(
                "seeds must not be empty",
                () -> new StudyRequested("s", "tiny", null, DATA, null, all, List.of(), null));
        assertRefused(
                "teacher must be a name (letters, digits, '.', '_', '-', at most 100), was '../x'",
                () -> new StudyRequested("s", "tiny", "../x", DATA, null, all, null, null));
    }

    @Test
    void changesNothingButTheId() {
        StudyRequested study = new StudyRequested("s", "tiny", "big", DATA, null, List.of("P"), List.of(7L), null);

        assertThat(study.withStudyId("t"))
                .isEqualTo(new StudyRequested("t", "tiny", "big", DATA, null, List.of("P"), List.of(7L), null));
    }

    @Test
    void refusesDataWithoutAName() {
        List<String> heldOut = List.of("heldout");

        assertRefused("data.calibration is required", () -> new StudyData(null, "kd", heldOut, null));
        assertRefused("data.distillation is required", () -> new StudyData("c", null, heldOut, null));
        assertRefused("data.evaluation must not be empty", () -> new StudyData("c", "kd", List.of(), null));
        assertRefused(
                "data.evaluation must be a name (letters, digits, '.', '_', '-', at most 100), was 'a b'",
                () -> new StudyData("c", "kd", List.of("a b"), null));
        assertRefused(
                "data.maxEvaluationTokens must be in [2, 9223372036854775807], was 1",
                () -> new StudyData("c", "kd", heldOut, 1L));
    }

    @Test
    void refusesACommandToNoStudy() {
        assertRefused("studyId is required", () -> new CancelStudy(null, "why"));
        assertRefused("reason is required", () -> new CancelStudy("s", null));
        assertRefused("studyId is required", () -> new RetryStudy(null));
    }

    @Test
    void refusesAStatusThatReadersCouldNotFollow() {
        assertRefused("studyId is required", () -> status(null, StudyState.RUNNING, List.of()));
        assertRefused("state is required", () -> status("s", null, List.of()));
        assertRefused("problems is required", () -> status("s", StudyState.RUNNING, null));
        assertRefused("problem.path is required", () -> new StudyProblem(null, "why"));
        assertRefused("problem.message is required", () -> new StudyProblem("path", null));
    }

    private static StudyStatus status(String id, StudyState state, List<StudyProblem> problems) {
        return new StudyStatus(id, null, state, problems, null, null, null, List.of(), List.of(), null, null, null);
    }

    private static void assertRefused(String message, Runnable making) {
        assertThatThrownBy(making::run)
                .isInstanceOf(InvalidEventException.class)
                .hasMessage(message);
    }
}
