package dev.ordo.cli.hub;

import dev.ordo.cli.CommandFailure;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * How often a failing hub is asked again: {@value #TRIES} times, with pauses that double. A hub that names a pause itself
 * gets it, up to a minute.
 *
 * @param first the first pause
 * @param sleep waits
 */
record Patience(Duration first, Consumer<Duration> sleep) {
    static final int TRIES = 5;

    private static final Duration LONGEST = Duration.ofMinutes(1);

    static Patience standard() {
        return new Patience(Duration.ofSeconds(1), Patience::sleep);
    }

    /**
     * Waits after a failure.
     *
     * @param failures without any progress between them, this one included
     * @throws IOException the failure, if it was the last try
     */
    void after(IOException failure, int failures) throws IOException {
        if (failures >= TRIES) {
            throw failure;
        }
        Optional<Duration> wanted =
                failure instanceof HubUnavailableException unavailable ? unavailable.wanted() : Optional.empty();
        Duration pause = wanted.orElse(first.multipliedBy(1L << (failures - 1)));
        sleep.accept(pause.compareTo(LONGEST) > 0 ? LONGEST : pause);
    }

    private static void sleep(Duration pause) {
        try {
            Thread.sleep(pause.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("interrupted", e);
        }
    }
}
