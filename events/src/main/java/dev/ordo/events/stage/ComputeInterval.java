package dev.ordo.events.stage;

import dev.ordo.events.Checks;
import java.time.Duration;
import java.time.Instant;

/** When a worker computed, by its own clock: from having the compute permit to the result being on its disk. */
public record ComputeInterval(Instant from, Instant to) {

    public ComputeInterval {
        Checks.required("compute.from", from);
        Checks.required("compute.to", to);
        Checks.between("compute.to", to, from, Instant.MAX);
    }

    public Duration length() {
        return Duration.between(from, to);
    }
}
