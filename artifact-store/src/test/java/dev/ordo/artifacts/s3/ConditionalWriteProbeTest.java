package dev.ordo.artifacts.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ordo.artifacts.MemoryObjectStore;
import dev.ordo.events.error.PermanentException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConditionalWriteProbeTest {

    @Test
    void acceptsAStoreInWhichOneWriterWinsAndLeavesNothingBehind() {
        MemoryObjectStore store = new MemoryObjectStore();

        new ConditionalWriteProbe(store, 16).check();

        assertThat(store.written).hasSize(1);
        assertThat(store.objects).isEmpty();
    }

    @Test
    void refusesAStoreThatLetsEveryWriterWin() {
        assertThatThrownBy(() -> new ConditionalWriteProbe(new Stubborn(true), 4).check())
                .isInstanceOf(PermanentException.class)
                .hasMessageContaining("does not honour conditional writes")
                .hasMessageContaining("of 4 writers of one object 4 were told");
    }

    @Test
    void refusesAStoreThatLetsNobodyWin() {
        assertThatThrownBy(() -> new ConditionalWriteProbe(new Stubborn(false), 4).check())
                .hasMessageContaining("of 4 writers of one object 0 were told");
    }

    /** Gives the same answer to every conditional write. */
    private record Stubborn(boolean answer) implements ObjectStore {
        @Override
        public boolean putIfAbsent(String key, byte[] content) {
            return answer;
        }

        @Override
        public void deletePrefix(String prefix) {}

        @Override
        public void put(String key, Path file) {
            throw unasked();
        }

        @Override
        public void put(String key, byte[] content) {
            throw unasked();
        }

        @Override
        public InputStream open(String key) {
            throw unasked();
        }

        @Override
        public byte[] read(String key) {
            throw unasked();
        }

        @Override
        public boolean exists(String key) {
            throw unasked();
        }

        @Override
        public List<StoredObject> list(String prefix) {
            throw unasked();
        }

        private static AssertionError unasked() {
            return new AssertionError("a probe writes where nothing is and clears up, and asks for nothing else");
        }
    }
}
