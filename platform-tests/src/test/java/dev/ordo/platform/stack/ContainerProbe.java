package dev.ordo.platform.stack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;

/** Asks a container whether something listens inside. */
final class ContainerProbe {
    private static final int TIMEOUT_MILLIS = 1000;
    private static final int PATIENCE_MILLIS = 200;

    private ContainerProbe() {}

    /** Whether something keeps a connection: Docker takes it in any case, and drops it where nothing listens inside. */
    static boolean speaks(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
            socket.setSoTimeout(PATIENCE_MILLIS);
            return socket.getInputStream().read() >= 0;
        } catch (SocketTimeoutException e) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
