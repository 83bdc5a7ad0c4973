package dev.ordo.platform.stack;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;

/** Whether there is a Docker engine to talk to on this machine. */
final class DockerEngine {
    private DockerEngine() {}

    /** Asks quietly and at once: Testcontainers complains at length where there is none. */
    static boolean answers() {
        String home = System.getProperty("user.home");
        String runtime = Objects.requireNonNullElse(System.getenv("XDG_RUNTIME_DIR"), "/run");
        return Stream.of("/var/run/docker.sock", runtime + "/docker.sock", home + "/.docker/run/docker.sock")
                .map(Path::of)
                .anyMatch(DockerEngine::accepts);
    }

    private static boolean accepts(Path socket) {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            return channel.isConnected();
        } catch (IOException e) {
            return false;
        }
    }
}
