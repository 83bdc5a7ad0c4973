package dev.ordo.platform.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.DockerClientFactory;

/** With a socket in the engine's place, which answers as the test says. */
@Timeout(20)
class DockerEngineTest {
    @TempDir
    private Path directory;

    private ServerSocketChannel server;

    @BeforeEach
    void listens() throws IOException {
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(directory.resolve("engine")));
    }

    @AfterEach
    void falls() throws IOException {
        server.close();
    }

    @Test
    void isContentWithAnImageThatIsHere() {
        answers("200 OK", "{}");

        assertThatCode(() -> engine().require("apache/kafka:1")).doesNotThrowAnyException();
    }

    @Test
    void isContentWithARegistryThatAnswersWhateverItSays() {
        answers("404 Not Found", "{}", "401 Unauthorized", "{\"message\": \"who are you\"}");

        assertThatCode(() -> engine().require("apache/kafka:1")).doesNotThrowAnyException();
    }

    @Test
    void saysWhichImageIsLackingAndWhatTheEngineSaidOfTheRegistry() {
        answers("404 Not Found", "{}", "500 Internal Server Error", "{\"message\": \"no such host\"}");

        assertThatThrownBy(() -> engine().require("apache/kafka:1"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("apache/kafka:1 is not here, and no registry in reach: no such host");
    }

    @Test
    void doesNotWaitForAnEngineThatIsSilent() {
        assertThatThrownBy(() -> engine().require("apache/kafka:1"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("does not answer /images/apache/kafka:1/json within 1 s");
    }

    @Test
    void knowsTheCleanerThatTestcontainersStarts() throws IOException {
        try (InputStream code = DockerClientFactory.class.getResourceAsStream("utility/RyukContainer.class")) {
            assertThat(new String(code.readAllBytes(), StandardCharsets.ISO_8859_1))
                    .contains(ContainerServers.CLEANER);
        }
    }

    private DockerEngine engine() {
        return new DockerEngine(directory.resolve("engine"), Duration.ofSeconds(1));
    }

    /** One answer a connection: status and body in turn. */
    private void answers(String... said) {
        CompletableFuture.runAsync(() -> {
            for (int i = 0; i < said.length; i += 2) {
                answer("HTTP/1.0 " + said[i] + "\r\nContent-Type: application/json\r\n\r\n" + said[i + 1]);
            }
        });
    }

    private void answer(String text) {
        try (SocketChannel channel = server.accept()) {
            channel.read(ByteBuffer.allocate(1024));
            channel.write(StandardCharsets.US_ASCII.encode(text));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
