package dev.ordo.artifacts.s3;

import dev.ordo.events.error.RetryableException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How long a store that is away is waited for, with pauses that grow. Used by one thread. */
final class Patience {
    private static final Logger LOG = LoggerFactory.getLogger(Patience.class);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    private final Duration limit;
    private final TransferWatch watch;
    private final Duration firstPause;
    private Duration pause;
    private long since;
    private boolean waiting;

    Patience(Duration limit, Duration firstPause, TransferWatch watch) {
        this.limit = limit;
        this.watch = watch;
        this.firstPause = firstPause;
    }

    /**
     * Waits a while, so that what failed may be tried again.
     *
     * @throws RetryableException the failure itself, once the limit is reached or the thread is interrupted
     */
    void waitAfter(RetryableException failure) {
        watch.moved(0);
        if (!waiting) {
            LOG.warn("waiting up to {} for the store: {}", limit, failure.getMessage());
            waiting = true;
            since = System.nanoTime();
            pause = firstPause;
        }
        if (System.nanoTime() - since >= limit.toNanos()) {
            throw failure;
        }
        sleep(failure);
        watch.moved(0);
        Duration twice = pause.multipliedBy(2);
        pause = twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
    }

    /** The store works: the next failure finds all the patience again. */
    void renew() {
        waiting = false;
    }

    private void sleep(RetryableException failure) {
        try {
            Thread.sleep(pause.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            watch.moved(0);
            throw failure;
        }
    }
}
