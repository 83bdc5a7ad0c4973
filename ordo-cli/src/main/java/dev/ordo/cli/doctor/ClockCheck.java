package dev.ordo.cli.doctor;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;

/**
 * How far the orchestrator's clock is from this one: S3 refuses signatures that are a quarter of an hour off, and the times
 * in reports mean nothing if clocks differ.
 */
record ClockCheck(String orchestratorUrl) implements Check {
    private static final String NAME = "clocks";
    private static final Duration ENOUGH = Duration.ofSeconds(3);
    private static final Duration MOST = Duration.ofMinutes(5);

    @Override
    public List<Finding> look() {
        try {
            var answer = Http.get(orchestratorUrl + "/q/health/live");
            Instant here = Instant.now();
            String date = answer.headers().firstValue("date").orElse("");
            if (date.isEmpty()) {
                return List.of(Finding.ok(NAME, "the orchestrator does not say what time it has"));
            }
            Instant there = ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            return List.of(judged(Duration.between(there, here)));
        } catch (IOException | DateTimeParseException e) {
            return List.of(Finding.warn(NAME, "cannot be compared: " + e, "see the services above"));
        }
    }

    /** @param ahead how far this clock is ahead, with whole seconds at the other side */
    static Finding judged(Duration ahead) {
        Duration apart = ahead.abs();
        if (apart.compareTo(ENOUGH) <= 0) {
            return Finding.ok(NAME, "this one and the orchestrator's agree within " + ENOUGH.toSeconds() + " s");
        }
        String what = "this one is " + apart.toSeconds() + " s " + (ahead.isNegative() ? "behind" : "ahead of")
                + " the orchestrator's";
        String mend = "run a time service, as chrony, on both machines";
        return apart.compareTo(MOST) <= 0 ? Finding.warn(NAME, what, mend) : Finding.fail(NAME, what, mend);
    }
}
