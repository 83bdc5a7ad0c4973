package dev.ordo.cli.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/** Chooses ports that nothing on loopback listens on. */
final class FreePorts {
    private FreePorts() {}

    /** So many different free ports. They are free now; whoever needs one should bind it soon. */
    static List<Integer> choose(int count) {
        List<ServerSocket> held = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                held.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            }
            return held.stream().map(ServerSocket::getLocalPort).toList();
        } catch (IOException e) {
            throw new UncheckedIOException("no free port", e);
        } finally {
            held.forEach(FreePorts::release);
        }
    }

    /**
     * Makes sure of a port that somebody has asked for.
     *
     * @param name of the process that is to listen there
     * @throws StackException saying whose it was to be, if somebody listens there already
     */
    static int require(String name, int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new StackException(
                    "port " + port + ", which " + name + " is to have, is taken (" + e.getMessage()
                            + "): stop what listens there, or choose another with --port " + name + "=PORT",
                    e);
        }
    }

    private static void release(ServerSocket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot release port " + socket.getLocalPort(), e);
        }
    }
}
