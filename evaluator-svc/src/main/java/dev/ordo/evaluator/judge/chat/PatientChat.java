package dev.ordo.evaluator.judge.chat;

import dev.ordo.evaluator.judge.FailureReason;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A chat that tries again what failed for the moment, with pauses that double, and that gives a model up which fails again and
 * again: whoever asks a thousand questions need not wait a thousand times for a judge that is not there.
 */
public final class PatientChat implements Chat {
    private final Chat chat;
    private final EndpointSettings settings;
    private final AtomicInteger failedInARow = new AtomicInteger();

    public PatientChat(Chat chat, EndpointSettings settings) {
        this.chat = chat;
        this.settings = settings;
    }

    @Override
    public ChatReply ask(List<Turn> turns, ReplyShape shape) {
        if (failedInARow.get() >= settings.giveUpAfter()) {
            throw new ChatFailedException(
                    FailureReason.GIVEN_UP, "the judge failed " + settings.giveUpAfter() + " times in a row");
        }
        try {
            ChatReply reply = patiently(turns, shape);
            failedInARow.set(0);
            return reply;
        } catch (ChatFailedException e) {
            failedInARow.incrementAndGet();
            throw e;
        }
    }

    private ChatReply patiently(List<Turn> turns, ReplyShape shape) {
        Duration pause = settings.backOff();
        for (int left = settings.retries(); ; left--) {
            try {
                return chat.ask(turns, shape);
            } catch (ChatFailedException e) {
                if (left <= 0 || !e.passes()) {
                    throw e;
                }
                sleep(bounded(e.retryAfter().orElse(pause)), e);
                pause = bounded(pause.multipliedBy(2));
            }
        }
    }

    private Duration bounded(Duration pause) {
        return pause.compareTo(settings.longestBackOff()) < 0 ? pause : settings.longestBackOff();
    }

    private static void sleep(Duration pause, ChatFailedException failure) {
        try {
            Thread.sleep(pause.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure;
        }
    }
}
