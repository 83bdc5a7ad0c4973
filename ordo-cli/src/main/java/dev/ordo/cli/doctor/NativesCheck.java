package dev.ordo.cli.doctor;

import dev.ordo.cli.stack.NativesProbe;
import dev.ordo.cli.stack.OrdoHome;
import dev.ordo.cli.stack.StackException;
import dev.ordo.cli.stack.StackLayout;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Loads PyTorch and the tokenizers. */
record NativesCheck(OrdoHome home, StackLayout layout) implements Check {
    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final String NAME = "native libraries";

    @Override
    public List<Finding> look() {
        try {
            Optional<String> failure = NativesProbe.failure(home, layout, LIMIT);
            return List.of(failure.map(why -> Finding.fail(
                            NAME,
                            "PyTorch or the tokenizers do not load: " + why,
                            "empty the DJL cache, which may be damaged, and see to the C library above"))
                    .orElseGet(() -> Finding.ok(NAME, "PyTorch and the tokenizers load")));
        } catch (StackException e) {
            return List.of(Finding.fail(NAME, e.getMessage(), "build Ordo: `mvn package`, or any command of ./ordo"));
        }
    }
}
