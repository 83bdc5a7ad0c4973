package dev.ordo.stage.worker;

import dev.ordo.events.error.ErrorCode;
import java.time.Duration;

/** What a worker counts. It has one piece of work in its hands at a time. */
public interface WorkMetrics {
    /** How the handling of a record ended. */
    enum End {
        COMPUTED,
        REUSED,
        FAILED,
        HANDED_OVER,
        CANCELLED,
        RELEASED,
        MALFORMED
    }

    /** A record is in this worker's hands, until it has {@link #ended}. */
    void began();

    void computed(Duration duration);

    /** So many tokens have passed through the model that is worked on. */
    void tokens(long count);

    void failed(ErrorCode code);

    void ended(End end);
}
