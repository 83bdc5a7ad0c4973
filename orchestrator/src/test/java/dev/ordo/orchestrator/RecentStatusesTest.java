package dev.ordo.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ordo.events.study.StudyState;
import dev.ordo.events.study.StudyStatus;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RecentStatusesTest {
    private final RecentStatuses recent = new RecentStatuses();
    private final AtomicInteger decoded = new AtomicInteger();

    @Test
    void decodesTheSameBytesOnce() {
        assertThat(decode("one", 1)).isEqualTo(decode("one", 1)).isPresent();
        assertThat(decoded).hasValue(1);
    }

    @Test
    void decodesOtherBytesOfTheSameStudy() {
        decode("one", 1);

        assertThat(decode("one", 2).orElseThrow().wallSeconds()).isEqualTo(2.0);
    }

    @Test
    void knowsNothingOfAStudyThatIsGone() {
        decode("one", 1);

        assertThat(recent.decode("one", null, this::status)).isEmpty();
    }

    @Test
    void keepsOnlyTheMostRecentOnes() {
        for (int i = 0; i < 100; i++) {
            decode("study-" + i, 1);
        }
        decode("study-99", 1);
        assertThat(decoded).hasValue(100);

        decode("study-0", 1);

        assertThat(decoded).hasValue(101);
    }

    private Optional<StudyStatus> decode(String studyId, int value) {
        return recent.decode(studyId, new byte[] {(byte) value}, this::status);
    }

    private Optional<StudyStatus> status(byte[] bytes) {
        decoded.incrementAndGet();
        return Optional.of(new StudyStatus(
                "any",
                null,
                StudyState.RUNNING,
                List.of(),
                null,
                null,
                null,
                List.of(),
                List.of(),
                (double) bytes[0],
                null,
                null));
    }
}
