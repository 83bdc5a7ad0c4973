package dev.ordo.cli.logs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDateTime;
import org.junit.jupiter.api.Test;

class LogConcernTest {
    private static final String KEY = "a4".repeat(32);

    @Test
    void coversWhatNamesTheStudy() {
        assertThat(covers("study s-1: 15 stages for 33 requested")).isTrue();
        assertThat(covers("something happened to s-1.")).isTrue();
    }

    @Test
    void doesNotTakeALongerNameForTheStudy() {
        assertThat(covers("study s-11: 15 stages")).isFalse();
        assertThat(covers("study my-s-1: 15 stages")).isFalse();
        assertThat(covers("study s-1.2: 15 stages")).isFalse();
    }

    @Test
    void coversTheWorkThatTheStudyWants() {
        LogConcern concern = new LogConcern("s-1");
        assertThat(concern.covers(entry("w takes Execution[key=" + KEY + ", attempt=1]")))
                .isFalse();

        concern.learn(entry("study s-1: wants " + KEY + " from ordo.work.prune"));

        assertThat(concern.covers(entry("w takes Execution[key=" + KEY + ", attempt=1]")))
                .isTrue();
        assertThat(concern.covers(entry("step 3 " + KEY))).isTrue();
        assertThat(concern.covers(entry("step 3 " + "b5".repeat(32)))).isFalse();
    }

    @Test
    void learnsNothingFromOtherStudies() {
        LogConcern concern = new LogConcern("s-1");

        concern.learn(entry("study s-2: wants " + KEY + " from ordo.work.prune"));

        assertThat(concern.covers(entry("step 3 " + KEY))).isFalse();
    }

    @Test
    void coversOneStageByItsKey() {
        assertThat(new LogConcern(KEY).covers(entry("step 3 " + KEY))).isTrue();
    }

    private static boolean covers(String text) {
        return new LogConcern("s-1").covers(entry(text));
    }

    private static LogEntry entry(String text) {
        return new LogEntry(LocalDateTime.of(2026, 11, 24, 9, 0), "orchestrator", text);
    }
}
