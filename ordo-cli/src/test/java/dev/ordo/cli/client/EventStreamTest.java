package dev.ordo.cli.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class EventStreamTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Test
    void handsOnTheDataOfEachEvent() throws IOException {
        assertThat(read("event:status\ndata:{\"a\":1}\n\ndata:{\"a\":2}\n\n"))
                .containsExactly("{\"a\":1}", "{\"a\":2}");
    }

    @Test
    void joinsTheLinesOfOneEvent() throws IOException {
        assertThat(read("data:{\ndata:}\n\n")).containsExactly("{\n}");
    }

    @Test
    void passesOverComments() throws IOException {
        assertThat(read(":still there\n\ndata:x\n\n:still there\n\n")).containsExactly("x");
    }

    @Test
    void leavesOutAnEventThatWasCutOff() throws IOException {
        assertThat(read("data:whole\n\ndata:ha")).containsExactly("whole");
    }

    @Test
    void takesAStreamThatFallsSilentForDead() {
        EventStream stream = new EventStream(new SilentStream(), Duration.ofMillis(200));

        assertThatThrownBy(() -> stream.read(data -> {})).isInstanceOf(IOException.class);
    }

    private static List<String> read(String text) throws IOException {
        List<String> data = new ArrayList<>();
        new EventStream(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), PATIENCE).read(data::add);
        return data;
    }

    /** Blocks every reader until it is closed. */
    private static final class SilentStream extends InputStream {
        private final CountDownLatch closed = new CountDownLatch(1);

        @Override
        public int read() throws IOException {
            try {
                closed.await();
                return -1;
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }

        @Override
        public void close() {
            closed.countDown();
        }
    }
}
