package dev.ordo.platform.stack;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;

/** Whether there is a Docker engine to talk to on this machine. */
final class DockerEngine {
    private static final String UNIX = "unix://";

    private DockerEngine() {}

    /** Asks quietly and at once: Testcontainers complains at length where there is none. */
    static boolean answers() {
        return sockets(System.getenv("DOCKER_HOST")).map(Path::of).anyMatch(DockerEngine::accepts);
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

    private static boolean accepts(Path socket) {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            return channel.isConnected();
        } catch (IOException e) {
            return false;
        }
    }
}
