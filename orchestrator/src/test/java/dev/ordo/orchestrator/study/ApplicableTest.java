package dev.ordo.orchestrator.study;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ordo.events.study.StudyState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ApplicableTest {

    @ParameterizedTest
    @EnumSource(StudyState.class)
    void onlyAStudyThatRunsCanBeCancelled(StudyState state) {
        assertThat(Applicable.whyNotCancel(state).isEmpty()).isEqualTo(!state.ended());
    }

    @ParameterizedTest
    @EnumSource(StudyState.class)
    void onlyAStudyThatEndedWithSomethingMissingCanBeRetried(StudyState state) {
        boolean retriable = state == StudyState.PARTIAL || state == StudyState.FAILED || state == StudyState.CANCELLED;

        assertThat(Applicable.whyNotRetry(state).isEmpty()).isEqualTo(retriable);
    }

    @Test
    void theReasonSaysWhatTheStudyIs() {
        assertThat(Applicable.whyNotCancel(StudyState.COMPLETED))
                .contains("cannot be cancelled: it has ended, COMPLETED");
        assertThat(Applicable.whyNotRetry(StudyState.RUNNING)).contains("cannot be retried: it is running");
        assertThat(Applicable.whyNotRetry(StudyState.REJECTED))
                .contains("cannot be retried: its request was wrong; send it again, mended");
    }
}
