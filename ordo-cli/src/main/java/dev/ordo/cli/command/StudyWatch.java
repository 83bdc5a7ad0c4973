package dev.ordo.cli.command;

import dev.ordo.cli.CommandFailure;
import dev.ordo.cli.client.OrchestratorClient;
import dev.ordo.cli.client.StudyView;
import java.time.Duration;

/** Follows a study to its end and shows how far it is. */
final class StudyWatch {
    private static final Duration PAUSE = Duration.ofMillis(400);
    private static final Duration APPEARS_WITHIN = Duration.ofSeconds(10);
    private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(90);

    private final OrchestratorClient client;
    private final ProgressDisplay display;
    private long answered;
    private StudyView last;

    StudyWatch(OrchestratorClient client, ProgressDisplay display) {
        this.client = client;
        this.display = display;
    }

    /** Returns the study's last status. */
    StudyView untilEnd(String studyId) {
        answered = System.nanoTime();
        long limit = answered + APPEARS_WITHIN.toNanos();
        while (true) {
            follow(studyId);
            if (last == null && answered > limit) {
                throw OrchestratorClient.unknown(studyId);
            }
            if (last != null && last.state().ended()) {
                display.finish();
                return last;
            }
            pause();
        }
    }

    /** Follows as long as the connection stands: the orchestrator may be started again at any time. */
    private void follow(String studyId) {
        try {
            client.follow(studyId, this::show);
            answered = System.nanoTime();
        } catch (CommandFailure e) {
            if (System.nanoTime() - answered > ANSWERS_WITHIN.toNanos()) {
                throw e;
            }
        }
    }

    private void show(StudyView status) {
        answered = System.nanoTime();
        last = status;
        display.show(status);
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("interrupted", e);
        }
    }
}
