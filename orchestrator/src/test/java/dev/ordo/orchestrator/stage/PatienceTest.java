package dev.ordo.orchestrator.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PatienceTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MOST = Duration.ofMinutes(5);

    @Test
    void restsLongerAfterEveryFailureUpToTheLongest() {
        Patience patience = new Patience(9, SECOND, 4, MOST, MOST);

        assertThat(IntStream.rangeClosed(1, 7).mapToObj(patience::rest).map(Duration::toSeconds))
                .containsExactly(1L, 4L, 16L, 64L, 256L, 300L, 300L);
    }

    @Test
    void doesNotOverflowWhateverTheNumberOfFailures() {
        assertThat(new Patience(1, SECOND, 1000, MOST, MOST).rest(1_000_000)).isEqualTo(MOST);
        assertThat(new Patience(1, SECOND, 1, MOST, MOST).rest(1000)).isEqualTo(SECOND);
    }

    @Test
    void refusesSettingsThatMakeNoSense() {
        assertRefused("attempts must be at least 1, was 0", () -> new Patience(0, SECOND, 4, MOST, MOST));
        assertRefused("back-off.factor must be at least 1, was 0", () -> new Patience(3, SECOND, 0, MOST, MOST));
        assertRefused(
                "back-off.first must be longer than nothing, was PT0S",
                () -> new Patience(3, Duration.ZERO, 4, MOST, MOST));
        assertRefused(
                "back-off.most must be longer than nothing, was PT-1S",
                () -> new Patience(3, SECOND, 4, SECOND.negated(), MOST));
        assertRefused(
                "silence must be longer than nothing, was PT0S", () -> new Patience(3, SECOND, 4, MOST, Duration.ZERO));
    }

    private static void assertRefused(String message, Runnable making) {
        assertThatThrownBy(making::run)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
