package dev.ordo.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Test;

class FreePortsTest {
    @Test
    void choosesDifferentPorts() {
        assertThat(FreePorts.choose(8)).hasSize(8).doesNotHaveDuplicates();
    }

    @Test
    void choosesPortsThatCanBeBound() throws Exception {
        List<Integer> ports = FreePorts.choose(1);
        try (ServerSocket socket = new ServerSocket(ports.get(0), 1, InetAddress.getLoopbackAddress())) {
            assertThat(socket.isBound()).isTrue();
        }
    }

    @Test
    void leavesOutPortsThatAreTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(FreePorts.choose(20)).doesNotContain(taken.getLocalPort());
        }
    }

    @Test
    void saysWhoseThePortWasToBeThatIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();
            assertThatThrownBy(() -> FreePorts.require("kafka", port))
                    .isInstanceOf(StackException.class)
                    .hasMessageStartingWith("port " + port + ", which kafka is to have, is taken")
                    .hasMessageEndingWith("choose another with --port kafka=PORT");
        }
    }
}
