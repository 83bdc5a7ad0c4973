package dev.ordo.cli.command;

import dev.ordo.cli.CommandFailure;
import dev.ordo.cli.client.OrchestratorClient;
import dev.ordo.cli.client.StudyView;
import java.time.Duration;
import java.util.Optional;

/** Follows a study to its end and shows how far it is. */
final class StudyWatch {
    private static final Duration PERIOD = Duration.ofMillis(400);
    private static final Duration APPEARS_WITHIN = Duration.ofSeconds(10);
    private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(90);

    private final OrchestratorClient client;
    private final ProgressDisplay display;
    private long answered = System.nanoTime();

    StudyWatch(OrchestratorClient client, ProgressDisplay display) {
        this.client = client;
        this.display = display;
    }

    /** Returns the study's last status. */
    StudyView untilEnd(String studyId) {
        answered = System.nanoTime();
        long limit = answered + APPEARS_WITHIN.toNanos();
        boolean known = false;
        while (true) {
            Optional<StudyView> seen = ask(studyId);
            known |= seen.isPresent();
            if (!known && answered > limit) {
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

    /** The status, or nothing while the orchestrator is being started again, which may happen at any time. */
    private Optional<StudyView> ask(String studyId) {
        try {
            Optional<StudyView> seen = client.status(studyId);
            answered = System.nanoTime();
            return seen;
        } catch (CommandFailure e) {
            if (System.nanoTime() - answered > ANSWERS_WITHIN.toNanos()) {
                throw e;
            }
            return Optional.empty();
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
