package dev.ordo.orchestrator.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ordo.events.study.CancelStudy;
import dev.ordo.events.study.RetryStudy;
import dev.ordo.events.study.StudyState;
import dev.ordo.events.study.StudyStatus;
import dev.ordo.orchestrator.FixedCatalog;
import dev.ordo.orchestrator.Requests;
import dev.ordo.orchestrator.Workers;
import dev.ordo.orchestrator.plan.Plan;
import dev.ordo.orchestrator.plan.RequestDigest;
import dev.ordo.orchestrator.study.StatusBuilder;
import dev.ordo.orchestrator.study.Study;
import dev.ordo.orchestrator.study.StudyMachine;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class StudyResourceTest {
    private final HttpClient http = HttpClient.newHttpClient();

    @TestHTTPResource("/studies")
    URI studies;

    @BeforeEach
    void empty() {
        RestBeans.SUBMITTED.clear();
        RestBeans.COMMANDS.clear();
        RestBeans.STATUSES.clear();
        RestBeans.CATALOG.setAway(false);
    }

    @Test
    void aSoundRequestIsAcceptedAndSentOn() throws Exception {
        HttpResponse<String> answer = post(Requests.study("one", "all").toString());

        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(Requests.json(answer.body()).path("studyId").asText()).isEqualTo("one");
        assertThat(RestBeans.SUBMITTED)
                .singleElement()
                .satisfies(each -> assertThat(each.orderings()).containsExactly("all"));
    }

    @Test
    void theSameRequestAgainIsNotSentOnAndAnswersHowFarItsStudyIs() throws Exception {
        RestBeans.STATUSES.put("one", status("one"));
        RestBeans.CATALOG.setAway(true);

        HttpResponse<String> answer = post(Requests.study("one", "all").toString());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(Requests.json(answer.body()))
                .isEqualTo(Requests.json("{\"studyId\":\"one\",\"state\":\"RUNNING\"}"));
        assertThat(RestBeans.SUBMITTED).isEmpty();
    }

    @Test
    void anotherRequestUnderAKnownIdIsRefused() throws Exception {
        RestBeans.STATUSES.put("one", status("one"));

        HttpResponse<String> answer = post(Requests.study("one", "P").toString());

        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(Requests.json(answer.body()).at("/errors/0/message").asText())
                .isEqualTo("'one' exists already, with another request; choose another id");
        assertThat(RestBeans.SUBMITTED).isEmpty();
    }

    @Test
    void aStudyThatWasRejectedMayBeSentAgain() throws Exception {
        RestBeans.STATUSES.put("one", ended("one", StudyState.REJECTED));

        assertThat(post(Requests.study("one", "P").toString()).statusCode()).isEqualTo(202);
        assertThat(RestBeans.SUBMITTED).hasSize(1);
    }

    @Test
    void aCancellationIsSentOnWithItsReason() throws Exception {
        RestBeans.STATUSES.put("one", status("one"));

        assertThat(post("/one/cancel", "{\"reason\": \"the wrong teacher\"}").statusCode())
                .isEqualTo(202);
        assertThat(post("/one/cancel", "").statusCode()).isEqualTo(202);

        assertThat(RestBeans.COMMANDS)
                .containsExactly(new CancelStudy("one", "the wrong teacher"), new CancelStudy("one", "on request"));
    }

    @Test
    void aRetryIsSentOn() throws Exception {
        RestBeans.STATUSES.put("one", ended("one", StudyState.PARTIAL));

        HttpResponse<String> answer = post("/one/retry", "");

        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(RestBeans.COMMANDS).containsExactly(new RetryStudy("one"));
    }

    @Test
    void commandsThatDoNotApplyAreRefusedWithTheReason() throws Exception {
        RestBeans.STATUSES.put("running", status("running"));
        RestBeans.STATUSES.put("done", ended("done", StudyState.COMPLETED));

        HttpResponse<String> retry = post("/running/retry", "");
        HttpResponse<String> cancel = post("/done/cancel", "");

        assertThat(List.of(retry.statusCode(), cancel.statusCode())).containsExactly(409, 409);
        assertThat(retry.body()).contains("'running' cannot be retried: it is running");
        assertThat(cancel.body()).contains("'done' cannot be cancelled: it has ended, COMPLETED");
        assertThat(post("/none/retry", "").statusCode()).isEqualTo(404);
        assertThat(post("/none/cancel", "").statusCode()).isEqualTo(404);
        assertThat(RestBeans.COMMANDS).isEmpty();
    }

    @Test
    void aRequestWithoutAnIdGetsOne() throws Exception {
        HttpResponse<String> answer =
                post(Requests.study("one", "all").without("studyId").toString());

        assertThat(Requests.json(answer.body()).path("studyId").asText())
                .startsWith("study-")
                .isEqualTo(RestBeans.SUBMITTED.get(0).studyId());
    }

    @Test
    void aWrongRequestIsRefusedWithAllItsProblems() throws Exception {
        HttpResponse<String> answer =
                post(Requests.study("one", "P-X", "P(sparsity=1.2)").toString());

        assertThat(answer.statusCode()).isEqualTo(400);
        JsonNode errors = Requests.json(answer.body()).path("errors");
        assertThat(errors.findValuesAsText("path")).containsExactly("orderings[0]", "orderings[1].P.sparsity");
        assertThat(errors.path(1).path("message").asText()).isEqualTo("must be in [0, 1), was 1.2");
        assertThat(RestBeans.SUBMITTED).isEmpty();
    }

    @Test
    void aBodyThatIsNoJsonIsRefused() throws Exception {
        HttpResponse<String> answer = post("{\"studyId\": ");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("is not JSON");
    }

    @Test
    void anEmptyBodyIsRefused() throws Exception {
        assertThat(post("").statusCode()).isEqualTo(400);
    }

    @Test
    void whileTheStoreIsAwayRequestsAreToldToComeBack() throws Exception {
        RestBeans.CATALOG.setAway(true);

        HttpResponse<String> answer = post(Requests.study("one", "all").toString());

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(Requests.json(answer.body()).at("/errors/0/message").asText())
                .isEqualTo("the store is away");
    }

    @Test
    void aStudyThatDoesNotExistIsNotFound() throws Exception {
        HttpResponse<String> answer = get("/none");

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).contains("there is no study 'none'");
    }

    @Test
    void theStatusOfAStudyLooksLikeItsEvent() throws Exception {
        RestBeans.STATUSES.put("one", status("one"));

        JsonNode status = Requests.json(get("/one").body());

        assertThat(status.path("state").asText()).isEqualTo("RUNNING");
        assertThat(status.path("requestedAt").asText()).isEqualTo("2026-01-01T12:00:00Z");
        assertThat(status.at("/stages/distinct").asInt()).isEqualTo(15);
        assertThat(status.path("rows")).hasSize(16);
    }

    @Test
    void theReportHasRowsAndCountsAndTimes() throws Exception {
        RestBeans.STATUSES.put("one", status("one"));

        JsonNode report = Requests.json(get("/one/report").body());

        assertThat(report.at("/rows/0/ordering").asText()).isEqualTo("baseline");
        assertThat(report.at("/stages/requested").asInt()).isEqualTo(33);
        assertThat(report.path("wallSeconds").isNumber()).isTrue();
        assertThat(report.path("computeSeconds").isNumber()).isTrue();
    }

    @Test
    void theListNamesEveryStudy() throws Exception {
        RestBeans.STATUSES.put("one", status("one"));
        RestBeans.STATUSES.put("two", status("two"));

        JsonNode list = Requests.json(get("").body());

        assertThat(list.findValuesAsText("studyId")).containsExactlyInAnyOrder("one", "two");
    }

    @Test
    void theMetricsCountStudiesByState() throws Exception {
        RestBeans.STATUSES.put("one", status("one"));

        URI metrics = studies.resolve("/q/metrics");
        String page = http.send(HttpRequest.newBuilder(metrics).build(), HttpResponse.BodyHandlers.ofString())
                .body();

        assertThat(page).contains("ordo_studies{state=\"running\"} 1.0").contains("ordo_studies{state=\"failed\"} 0.0");
    }

    private static StudyStatus status(String studyId) {
        Plan plan = Requests.plan(Requests.study(studyId, "all"));
        Study.Planned study = new Study.Planned(
                RequestDigest.of(Requests.study(studyId, "all")),
                Workers.NOON,
                StudyMachine.open(plan, Workers.NOON).account());
        return StatusBuilder.planned(plan, study);
    }

    private static StudyStatus ended(String studyId, StudyState state) {
        return new StudyStatus(
                studyId,
                FixedCatalog.digest(99),
                state,
                List.of(),
                Workers.NOON,
                Workers.NOON,
                null,
                List.of(),
                List.of(),
                null,
                null,
                null);
    }

    private HttpResponse<String> post(String body) throws IOException, InterruptedException {
        return post("", body);
    }

    private HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create(studies + path))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create(studies + path)).build(), HttpResponse.BodyHandlers.ofString());
    }
}
