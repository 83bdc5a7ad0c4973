package dev.ordo.cli.hub;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** The hub answered that it cannot now; another try may succeed. */
final class HubUnavailableException extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient Optional<Duration> wanted;

    HubUnavailableException(String message, Optional<Duration> wanted) {
        super(message);
        this.wanted = wanted;
    }

    /** How long the hub asked to be left alone. */
    Optional<Duration> wanted() {
        return wanted == null ? Optional.empty() : wanted;
    }
}
