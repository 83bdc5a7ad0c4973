package dev.ordo.stage.worker;

import dev.ordo.events.error.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Remembers what was counted. */
final class CountingMetrics implements WorkMetrics {
    final List<Duration> durations = new ArrayList<>();
    final List<ErrorCode> failures = new ArrayList<>();
    final List<End> ends = new ArrayList<>();
    int began;
    long tokens;

    @Override
    public void began() {
        began++;
    }

    @Override
    public void tokens(long count) {
        tokens += count;
    }

    @Override
    public void computed(Duration duration) {
        durations.add(duration);
    }

    @Override
    public void failed(ErrorCode code) {
        failures.add(code);
    }

    @Override
    public void ended(End end) {
        ends.add(end);
    }
}
