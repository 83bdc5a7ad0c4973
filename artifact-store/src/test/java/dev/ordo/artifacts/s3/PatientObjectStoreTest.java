package dev.ordo.artifacts.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ordo.artifacts.MemoryObjectStore;
import dev.ordo.events.error.ErrorCode;
import dev.ordo.events.error.OrdoException;
import dev.ordo.events.error.RetryableException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class PatientObjectStoreTest {
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final byte[] CONTENT = {1, 2, 3, 4, 5, 6, 7};

    private final BreakingStore broken = new BreakingStore();
    private final List<Long> moved = new ArrayList<>();
    private final ObjectStore patient = patient(PATIENCE, moved::add);

    @Test
    void goesOnWhenTheStoreIsBack() {
        broken.absences.set(4);

        assertThat(patient.putIfAbsent("a", CONTENT)).isTrue();

        assertThat(broken.read("a")).isEqualTo(CONTENT);
        assertThat(moved).as("looked on while waiting").hasSize(8).containsOnly(0L);
    }

    @Test
    void throwsTheStoresOwnFailureWhenPatienceEnds() {
        broken.absences.set(Integer.MAX_VALUE);

        assertThatThrownBy(() -> patient(Duration.ofMillis(60), moved::add).list("x"))
                .isInstanceOf(RetryableException.class)
                .hasMessage("connection refused");
        assertThat(broken.calls.get()).isGreaterThan(2);
    }

    @Test
    void doesNotWaitForWhatWillNotChange() {
        assertThatThrownBy(() -> patient.read("missing"))
                .isInstanceOfSatisfying(
                        OrdoException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
        assertThat(broken.calls).hasValue(1);
        assertThat(moved).isEmpty();
    }

    @Test
    void stopsWaitingWhenItIsToldTo() {
        broken.absences.set(Integer.MAX_VALUE);

        assertThatThrownBy(
                        () -> patient(PATIENCE, PatientObjectStoreTest::cancel).exists("x"))
                .isInstanceOf(CancellationException.class);
        assertThat(broken.calls).hasValue(1);
    }

    @Test
    void stopsWaitingWhenItsThreadIsInterrupted() {
        broken.absences.set(Integer.MAX_VALUE);
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> patient.exists("x")).isInstanceOf(RetryableException.class);
        assertThat(Thread.interrupted()).as("still interrupted").isTrue();
    }

    @Test
    void readsOnWhereAStreamBrokeOff() throws IOException {
        broken.put("a", CONTENT);
        broken.breakAfter = 3;
        broken.breaks.set(2);

        try (InputStream in = patient.open("a")) {
            assertThat(in.readAllBytes()).isEqualTo(CONTENT);
        }
        assertThat(moved.stream().mapToLong(Long::longValue).sum()).isEqualTo(CONTENT.length);
    }

    @Test
    void givesUpOnAStreamThatBreaksAtTheSamePlaceForEver() throws IOException {
        broken.put("a", CONTENT);
        broken.breakAfter = 3;
        broken.breaks.set(Integer.MAX_VALUE);

        try (InputStream in = patient(Duration.ofMillis(60), moved::add).open("a")) {
            assertThatThrownBy(in::readAllBytes)
                    .isInstanceOf(RetryableException.class)
                    .hasMessageContaining("reading a broke off after 3 bytes: reset");
        }
    }

    @Test
    void tellsOfAFileOnceItHasBeenWritten(@TempDir Path folder) throws IOException {
        Path file = Files.write(folder.resolve("a"), CONTENT);

        patient.put("a", file);

        assertThat(moved).containsExactly(0L, 7L);
    }

    private ObjectStore patient(Duration patience, TransferWatch watch) {
        return new PatientObjectStore(broken, patience, Duration.ofMillis(5), watch);
    }

    private static void cancel(long bytes) {
        throw new CancellationException();
    }

    /** Refuses so many calls, and breaks off so many streams. */
    private static final class BreakingStore implements ObjectStore {
        final MemoryObjectStore objects = new MemoryObjectStore();
        final AtomicInteger absences = new AtomicInteger();
        final AtomicInteger calls = new AtomicInteger();
        final AtomicInteger breaks = new AtomicInteger();
        int breakAfter;

        @Override
        public void put(String key, Path file) {
            answer().put(key, file);
        }

        @Override
        public void put(String key, byte[] content) {
            answer().put(key, content);
        }

        @Override
        public boolean putIfAbsent(String key, byte[] content) {
            return answer().putIfAbsent(key, content);
        }

        @Override
        public InputStream open(String key) {
            byte[] content = answer().read(key);
            return breaks.getAndUpdate(BreakingStore::less) > 0
                    ? new BreakingStream(content, breakAfter)
                    : new ByteArrayInputStream(content);
        }

        @Override
        public byte[] read(String key) {
            return answer().read(key);
        }

        @Override
        public boolean exists(String key) {
            return answer().exists(key);
        }

        @Override
        public List<StoredObject> list(String prefix) {
            return answer().list(prefix);
        }

        @Override
        public void deletePrefix(String prefix) {
            answer().deletePrefix(prefix);
        }

        private ObjectStore answer() {
            calls.incrementAndGet();
            if (absences.getAndUpdate(BreakingStore::less) > 0) {
                throw new RetryableException(ErrorCode.STORE_UNAVAILABLE, "connection refused");
            }
            return objects;
        }

        private static int less(int left) {
            return left == Integer.MAX_VALUE ? left : Math.max(0, left - 1);
        }
    }

    /** Ends with a failure of the network. */
    private static final class BreakingStream extends InputStream {
        private final byte[] content;
        private final int end;
        private int position;

        BreakingStream(byte[] content, int end) {
            this.content = content;
            this.end = end;
        }

        @Override
        public int read() throws IOException {
            if (position == end) {
                throw new IOException("reset");
            }
            return content[position++];
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            into[offset] = (byte) read();
            return 1;
        }
    }
}
