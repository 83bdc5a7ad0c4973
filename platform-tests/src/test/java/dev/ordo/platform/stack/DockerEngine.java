package dev.ordo.platform.stack;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A Docker engine of this machine. It is asked quietly and for seconds: Testcontainers complains at length where there is
 * none, and waits for minutes where there is no registry.
 *
 * @param socket where it listens
 * @param patience how long to wait for an answer
 */
record DockerEngine(Path socket, Duration patience) {
    private static final String UNIX = "unix://";
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int REGISTRY_FAILED = 500;
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The one that takes connections, if any. */
    static Optional<DockerEngine> find() {
        return sockets(System.getenv("DOCKER_HOST"))
                .map(socket -> new DockerEngine(Path.of(socket), PATIENCE))
                .filter(DockerEngine::accepts)
                .findFirst();
    }

    /** The socket that is named, or the usual ones. An engine behind TCP may be another machine, where ports are no use. */
    private static Stream<String> sockets(String host) {
        if (host != null) {
            return host.startsWith(UNIX) ? Stream.of(host.substring(UNIX.length())) : Stream.empty();
        }
        String home = System.getProperty("user.home");
        String runtime = Objects.requireNonNullElse(System.getenv("XDG_RUNTIME_DIR"), "/run");
        return Stream.of("/var/run/docker.sock", runtime + "/docker.sock", home + "/.docker/run/docker.sock");
    }

    private boolean accepts() {
        try (SocketChannel channel = connect()) {
            return channel.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Makes sure that an image is here, or that a registry can be asked for it. Whether that one will give it is left open:
     * it may want to know who asks.
     *
     * @throws IllegalStateException naming the image, and what is wrong
     */
    void require(String image) {
        if (get("/images/" + image + "/json").status() != 200) {
            Answer registry = get("/distribution/" + image + "/json");
            if (registry.status() >= REGISTRY_FAILED) {
                throw new IllegalStateException(
                        image + " is not here, and no registry in reach: " + registry.message());
            }
        }
    }

    private Answer get(String path) {
        try (SocketChannel channel = connect()) {
            return CompletableFuture.supplyAsync(() -> ask(channel, path))
                    .orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                    .join();
        } catch (IOException | CompletionException e) {
            throw new IllegalStateException(
                    "the engine at " + socket + " does not answer " + path + " within " + patience.toSeconds() + " s",
                    e);
        }
    }

    private SocketChannel connect() throws IOException {
        return SocketChannel.open(UnixDomainSocketAddress.of(socket));
    }

    private static Answer ask(SocketChannel channel, String path) {
        try {
            channel.write(StandardCharsets.US_ASCII.encode("GET " + path + " HTTP/1.0\r\nHost: docker\r\n\r\n"));
            ByteBuffer said = ByteBuffer.wrap(Channels.newInputStream(channel).readAllBytes());
            return Answer.parse(StandardCharsets.UTF_8.decode(said).toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * What the engine says.
     *
     * @param status of HTTP
     * @param body in JSON
     */
    private record Answer(int status, String body) {
        static Answer parse(String text) {
            return new Answer(Integer.parseInt(text.split(" ", 3)[1]), text.substring(text.indexOf("\r\n\r\n") + 4));
        }

        String message() {
            try {
                return JSON.readTree(body).path("message").asText();
            } catch (JsonProcessingException e) {
                return body;
            }
        }
    }
}
