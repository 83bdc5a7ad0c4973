package dev.ordo.evaluator.judge.chat;

import dev.ordo.evaluator.judge.FailureReason;
import java.time.Duration;
import java.util.Optional;

/** There is no reply. */
public final class ChatFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private static final int LONGEST_MESSAGE = 300;

    private final FailureReason reason;
    private final transient Optional<Duration> retryAfter;
    private final int status;

    public ChatFailedException(FailureReason reason, String message) {
        this(reason, message, Optional.empty(), 0);
    }

    /** @param status HTTP's, of a refusal; else 0 */
    ChatFailedException(FailureReason reason, String message, Optional<Duration> retryAfter, int status) {
        super(printable(message));
        this.reason = reason;
        this.retryAfter = retryAfter;
        this.status = status;
    }

    /** What an endpoint sends may say anything; none of it is to break lines of a log. */
    private static String printable(String message) {
        String line = message.replaceAll("[\\s\\p{Cntrl}]+", " ");
        return line.substring(0, Math.min(line.length(), LONGEST_MESSAGE));
    }

    public FailureReason reason() {
        return reason;
    }

    /** How long the endpoint asks to be left alone. */
    Optional<Duration> retryAfter() {
        return retryAfter;
    }

    /** Whether the same question, put otherwise, may succeed. */
    boolean refusesTheManner() {
        return status == 400 || status == 422;
    }

    /** Whether the same request may succeed a little later. */
    boolean passes() {
        return switch (reason) {
            case UNREACHABLE, TIMEOUT, RATE_LIMITED, SERVER_ERROR -> true;
            default -> false;
        };
    }
}
