package dev.ordo.cli.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.ordo.cli.CommandFailure;
import dev.ordo.events.study.StudyState;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OrchestratorClientTest {
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
    void returnsTheIdOfAnAcceptedStudy() {
        answer("/studies", 202, "{\"studyId\":\"s-1\"}");
        assertThat(client().submit("{}")).isEqualTo("s-1");
    }

    @Test
    void tellsEveryErrorOfARefusedStudyWithItsPath() {
        answer(
                "/studies",
                400,
                "{\"errors\":[{\"path\":\"recipes.prune.sparsity\",\"message\":\"must be in [0, 1), was 1.2\"},"
                        + "{\"path\":\"baseline\",\"message\":\"there is no model x\"}]}");
        assertThatThrownBy(() -> client().submit("{}"))
                .isInstanceOf(CommandFailure.class)
                .hasMessage("the study was refused:\n  recipes.prune.sparsity: must be in [0, 1), was 1.2"
                        + "\n  baseline: there is no model x");
    }

    @Test
    void readsAStatusWithFieldsItDoesNotKnow() {
        answer("/studies/s-1", 200, "{\"studyId\":\"s-1\",\"state\":\"PARTIAL\",\"requestedAt\":\"2026\",\"more\":1}");
        StudyView study = client().status("s-1").orElseThrow();
        assertThat(study.state()).isEqualTo(StudyState.PARTIAL);
        assertThat(study.rows()).isEmpty();
    }

    @Test
    void knowsNoStatusOfAnUnknownStudy() {
        answer("/studies/s-2", 404, "");
        assertThat(client().status("s-2")).isEmpty();
    }

    @Test
    void saysThatAnUnknownStudyHasNoReport() {
        answer("/studies/s-2/report", 404, "");
        assertThatThrownBy(() -> client().report("s-2")).hasMessage("there is no report of a study s-2");
    }

    @Test
    void followsAStudyToItsEnd() {
        answer("/studies/s-1/events", 200, event("RUNNING") + ":still there\n\n" + event("COMPLETED"));
        List<StudyState> seen = new ArrayList<>();

        assertThat(client().follow("s-1", each -> seen.add(each.state()))).isTrue();
        assertThat(seen).containsExactly(StudyState.RUNNING, StudyState.COMPLETED);
    }

    @Test
    void followsNoUnknownStudy() {
        answer("/studies/s-2/events", 404, "{\"errors\":[]}");

        assertThat(client().follow("s-2", each -> {})).isFalse();
    }

    @Test
    void saysWhatAServerThatIsNotReadySaidInsteadOfEvents() {
        answer("/studies/s-1/events", 503, "not yet");

        assertThatThrownBy(() -> client().follow("s-1", each -> {}))
                .hasMessage("the orchestrator answered 503: not yet");
    }

    @Test
    void sendsTheReasonOfACancellation() {
        List<String> bodies = answer("/studies/s-1/cancel", 202, "{\"studyId\":\"s-1\"}");

        client().cancel("s-1", "too slow");
        client().cancel("s-1", null);

        assertThat(bodies).containsExactly("{\"reason\":\"too slow\"}", "{}");
    }

    @Test
    void saysWhyAStudyIsNotRetried() {
        answer("/studies/s-1/retry", 409, "{\"errors\":[{\"path\":\"studyId\",\"message\":\"'s-1' runs\"}]}");

        assertThatThrownBy(() -> client().retry("s-1"))
                .isInstanceOf(CommandFailure.class)
                .hasMessage("the orchestrator will not retry study s-1:\n  studyId: 's-1' runs");
    }

    @Test
    void saysThatAnUnknownStudyCannotBeCancelled() {
        answer("/studies/s-2/cancel", 404, "");

        assertThatThrownBy(() -> client().cancel("s-2", null))
                .hasMessage("there is no study s-2; `ordo status` lists those that there are");
    }

    @Test
    void returnsAReportExactlyAsItWasWritten() {
        answer("/studies/s-1/report", 200, "{ \"rows\" : [] }");
        assertThat(client().report("s-1")).isEqualTo("{ \"rows\" : [] }");
    }

    @Test
    void saysWhatAServerThatFailsSaid() {
        answer("/studies", 500, "out of memory");
        assertThatThrownBy(() -> client().submit("{}")).hasMessage("the orchestrator answered 500: out of memory");
    }

    @Test
    void saysThatNobodyAnswers() {
        server.stop(0);
        assertThatThrownBy(() -> client().studies())
                .hasMessageEndingWith("does not answer; `ordo doctor` says what is wrong");
    }

    private OrchestratorClient client() {
        return new OrchestratorClient("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private static String event(String state) {
        return "event:status\ndata:{\"studyId\":\"s-1\",\"state\":\"" + state + "\"}\n\n";
    }

    /** Returns the bodies that will have been sent there. */
    private List<String> answer(String path, int status, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        List<String> received = new ArrayList<>();
        server.createContext(path, exchange -> {
            received.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        return received;
    }
}
