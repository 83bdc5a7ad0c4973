package dev.ordo.cli.command;

import dev.ordo.cli.CommandFailure;
import dev.ordo.cli.client.OrchestratorClient;
import dev.ordo.cli.client.StudyView;
import java.time.Duration;
import java.util.Optional;

/** Follows a study to its end and shows how far it is. */
final class StudyWatch {
    private static final Duration PERIOD = Duration.ofMillis(400);
    private static final Duration APPEARS_WITHIN = Duration.ofSeconds(30);

    private final OrchestratorClient client;
    private final ProgressDisplay display;

    StudyWatch(OrchestratorClient client, ProgressDisplay display) {
        this.client = client;
        this.display = display;
    }

    /** Returns the study's last status. */
    StudyView untilEnd(String studyId) {
        long limit = System.nanoTime() + APPEARS_WITHIN.toNanos();
        while (true) {
            Optional<StudyView> seen = client.status(studyId);
            if (seen.isEmpty() && System.nanoTime() > limit) {
                throw new CommandFailure("there is no study " + studyId);
            }
            seen.ifPresent(display::show);
            if (seen.isPresent() && seen.get().state().ended()) {
                display.finish();
                return seen.get();
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PERIOD.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("interrupted", e);
        }
    }
}
