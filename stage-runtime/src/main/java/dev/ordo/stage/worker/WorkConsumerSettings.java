package dev.ordo.stage.worker;

import java.time.Duration;

/**
 * How a worker takes work.
 *
 * @param topic its work topic
 * @param lock the lock's length, where the broker does not say; it usually does
 * @param grace how long running work has to stop at shutdown
 * @param backOff pause after the consumer failed
 */
public record WorkConsumerSettings(String topic, Duration lock, Duration grace, Duration backOff) {
    /** Renewals of the lock within its length. */
    private static final int RENEWALS = 3;

    /** How long after taking or renewing a lock it is renewed. */
    Duration renewAfter(Duration actualLock) {
        return actualLock.dividedBy(RENEWALS);
    }
}
