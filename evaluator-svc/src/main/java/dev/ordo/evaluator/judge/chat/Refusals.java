package dev.ordo.evaluator.judge.chat;

import dev.ordo.evaluator.judge.FailureReason;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** Translates HTTP statuses that are no success. */
final class Refusals {
    private Refusals() {}

    static ChatFailedException of(int status, HttpHeaders headers, String body) {
        return new ChatFailedException(
                reason(status),
                "the judge answered " + status + ": " + body,
                headers.firstValue("Retry-After").flatMap(Refusals::duration),
                status);
    }

    private static FailureReason reason(int status) {
        if (status == 429) {
            return FailureReason.RATE_LIMITED;
        }
        if (status == 408) {
            return FailureReason.TIMEOUT;
        }
        return status / 100 == 5 ? FailureReason.SERVER_ERROR : FailureReason.REFUSED;
    }

    /** Seconds or a date; what is neither says nothing. */
    private static Optional<Duration> duration(String retryAfter) {
        if (retryAfter.matches("\\d{1,9}")) {
            return Optional.of(Duration.ofSeconds(Long.parseLong(retryAfter)));
        }
        try {
            ZonedDateTime date = ZonedDateTime.parse(retryAfter, DateTimeFormatter.RFC_1123_DATE_TIME);
            return Optional.of(Duration.between(Instant.now(), date)).filter(each -> !each.isNegative());
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
