package dev.ordo.orchestrator.study;

import dev.ordo.events.study.StudyState;
import java.util.Optional;

/** Whether a command means anything to a study, by the state that it is in. */
public final class Applicable {
    private Applicable() {}

    /** Why a study cannot be cancelled; empty where it can. */
    public static Optional<String> whyNotCancel(StudyState state) {
        return state == StudyState.RUNNING
                ? Optional.empty()
                : Optional.of("cannot be cancelled: it has ended, " + state);
    }

    /** Why a study cannot be retried; empty where it can. */
    public static Optional<String> whyNotRetry(StudyState state) {
        return switch (state) {
            case PARTIAL, FAILED, CANCELLED -> Optional.empty();
            case RUNNING -> Optional.of("cannot be retried: it is running");
            case COMPLETED -> Optional.of("cannot be retried: it is COMPLETED, and nothing is missing");
            case REJECTED -> Optional.of("cannot be retried: its request was wrong; send it again, mended");
        };
    }
}
