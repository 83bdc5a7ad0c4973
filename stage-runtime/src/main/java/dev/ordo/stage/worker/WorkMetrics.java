package dev.ordo.stage.worker;

import dev.ordo.events.error.ErrorCode;
import java.time.Duration;

/** What a worker counts. */
public interface WorkMetrics {
    /** How an execution ended. */
    enum End {
        COMPUTED,
        REUSED,
        FAILED,
        HANDED_OVER,
        CANCELLED,
        RELEASED,
        MALFORMED
    }

    void computed(Duration duration);

    void failed(ErrorCode code);

    void ended(End end);
}
