package dev.ordo.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.ordo.artifacts.s3.StoreSettings;
import dev.ordo.cli.doctor.Finding.Level;
import dev.ordo.cli.stack.OrdoHome;
import dev.ordo.cli.stack.StackLayout;
import dev.ordo.cli.stack.StackRecord;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the doctor says of a stack, its services and its store. */
class ServiceChecksTest {
    @TempDir
    private Path state;

    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void saysThatNoStackIsUp() {
        Finding finding =
                new StackCheck(new StackLayout(state), Optional.empty()).look().get(0);

        assertThat(finding.level()).isEqualTo(Level.WARN);
        assertThat(finding.mend()).startsWith("`ordo up` starts one");
    }

    @Test
    void saysThatTheSupervisorIsGone() {
        assertThat(stack(gone(), true, Map.of()).what()).startsWith("the supervisor, process ");
    }

    @Test
    void namesTheProcessesThatAreDead() {
        Finding finding = stack(alive(), true, Map.of("s3", gone(), "kafka", alive()));

        assertThat(finding.level()).isEqualTo(Level.FAIL);
        assertThat(finding.what()).isEqualTo("dead: s3");
    }

    @Test
    void waitsForAStackThatIsStarting() {
        assertThat(stack(alive(), false, Map.of()).level()).isEqualTo(Level.WARN);
        assertThat(stack(alive(), true, Map.of("kafka", alive())).level()).isEqualTo(Level.OK);
    }

    @Test
    void namesWhatAServiceFindsWrongWithItself() {
        answer(
                "/q/health",
                "{\"status\":\"DOWN\",\"checks\":[{\"name\":\"streams\",\"status\":\"DOWN\"},"
                        + "{\"name\":\"ready\",\"status\":\"UP\"}]}");

        Finding finding =
                new ServicesCheck(Optional.empty(), Optional.of(url())).look().get(0);

        assertThat(finding.level()).isEqualTo(Level.FAIL);
        assertThat(finding.what()).isEqualTo("orchestrator at " + url() + " is not healthy: streams");
    }

    @Test
    void isContentWithAHealthyService() {
        answer("/q/health", "{\"status\":\"UP\",\"checks\":[]}");

        assertThat(new ServicesCheck(Optional.empty(), Optional.of(url())).look())
                .containsExactly(Finding.ok("services", "up: orchestrator"));
    }

    @Test
    void saysThatAServiceDoesNotAnswer() {
        server.stop(0);

        assertThat(new ServicesCheck(Optional.empty(), Optional.of(url()))
                        .look()
                        .get(0)
                        .what())
                .startsWith("orchestrator at " + url() + " does not answer");
    }

    @ParameterizedTest
    @CsvSource({"1, OK", "-2, OK", "60, WARN", "-60, WARN", "900, FAIL"})
    void comparesClocks(long seconds, Level level) {
        assertThat(ClockCheck.judged(Duration.ofSeconds(seconds)).level()).isEqualTo(level);
    }

    @Test
    void readsTheOrchestratorsClock() {
        answer("/q/health/live", "{}");

        assertThat(new ClockCheck(url()).look().get(0).level()).isEqualTo(Level.OK);
    }

    @Test
    void saysThatAStoreDoesNotAnswer() {
        Finding finding = new StoreCheck(new StoreSettings("http://127.0.0.1:1", "key", "secret", "ordo"))
                .look()
                .get(0);

        assertThat(finding.level()).isEqualTo(Level.FAIL);
        assertThat(finding.what()).startsWith("http://127.0.0.1:1, bucket ordo does not answer");
    }

    @Test
    void saysThatOrdoIsNotBuilt() {
        Finding finding = new NativesCheck(new OrdoHome(state), new StackLayout(state))
                .look()
                .get(0);

        assertThat(finding.level()).isEqualTo(Level.FAIL);
        assertThat(finding.what()).startsWith("ordo-cli is not built");
    }

    @Test
    void goesOnAfterACheckThatBreaks() {
        Doctor doctor = new Doctor(List.of(
                () -> {
                    throw new IllegalStateException("odd");
                },
                () -> List.of(Finding.ok("java", "17"))));
        List<Finding> told = new ArrayList<>();

        assertThat(doctor.examine(told::add)).isEqualTo(told).hasSize(2);
        assertThat(told.get(0).what()).contains("the check itself failed", "odd");
    }

    private Finding stack(StackRecord.Entry supervisor, boolean ready, Map<String, StackRecord.Entry> processes) {
        var record = new StackRecord(supervisor, ready, processes);
        return new StackCheck(new StackLayout(state), Optional.of(record))
                .look()
                .get(0);
    }

    private static StackRecord.Entry alive() {
        ProcessHandle self = ProcessHandle.current();
        return new StackRecord.Entry(
                self.pid(), self.info().startInstant().orElseThrow().toEpochMilli(), 0);
    }

    private static StackRecord.Entry gone() {
        return new StackRecord.Entry(ProcessHandle.current().pid(), 1, 0);
    }

    private String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void answer(String path, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        server.createContext(path, exchange -> {
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
    }
}
