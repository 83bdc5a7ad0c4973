package dev.ordo.platform.study;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.ordo.events.Topics;
import dev.ordo.events.study.StudyProblem;
import dev.ordo.events.study.StudyState;
import dev.ordo.events.study.StudyStatus;
import dev.ordo.platform.broker.Reader;
import dev.ordo.platform.broker.Writer;
import dev.ordo.stage.messaging.EventJson;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BadInputIT {
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private static RunningOrdo ordo;
    private static Writer writer;

    @BeforeAll
    static void start() {
        ordo = RunningOrdo.shared();
        ordo.importModel("tiny-good", 2);
        writer = new Writer(ordo.stack().bootstrapServers());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"P-KD\" | \"P-X-Q\" | orderings[0] | 'P-X-Q' is not an ordering: expected P, KD, Q or '(' at character 3, found 'X'",
                "\"P-KD\" | \"(P-KD\" | orderings[0] | '(P-KD' is not an ordering: expected ')' at character 6, found the end",
                "\"sparsity\": 0.5 | \"sparsity\": 1.2 | recipes.prune.sparsity | must be in [0, 1), was 1.2",
                "\"tiny-good\" | \"no-such-model\" | baseline | there is no model 'no-such-model' in the catalogue",
                "\"tiny-heldout\" | \"no-such-text\" | data.evaluation[0] | there is no data set 'no-such-text' in the catalogue",
                "\"groupSize\" | \"grpSize\" | recipes.quantize.grpSize | is no parameter of Q"
            })
    void refusesAWrongStudyAndSaysWhere(String right, String wrong, String path, String message) throws Exception {
        String study = TinyStudy.request("refused", "tiny-good", "P-KD").replace(right, wrong);

        HttpResponse<String> answer = ordo.post(study);

        assertThat(answer.statusCode()).isEqualTo(400);
        List<StudyProblem> problems = problems(answer.body());
        assertThat(problems).extracting(StudyProblem::path).containsExactly(path);
        assertThat(problems.get(0).message()).contains(message);
        assertThat(ordo.status("refused")).isEmpty();
    }

    @Test
    void reportsEverythingThatIsWrongAtOnce() throws Exception {
        String study = TinyStudy.request("refused", "no-such-model", "P-KD", "P-X")
                .replace("\"sparsity\": 0.5", "\"sparsity\": 1.2");

        HttpResponse<String> answer = ordo.post(study);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(problems(answer.body()))
                .extracting(StudyProblem::path)
                .containsExactlyInAnyOrder("baseline", "recipes.prune.sparsity", "orderings[1]");
    }

    @Test
    void refusesWhatIsNotJson() {
        assertThat(ordo.post("{\"studyId\": ").statusCode()).isEqualTo(400);
        assertThat(ordo.post("[]").statusCode()).isEqualTo(400);
    }

    @Test
    void putsMalformedEventsAsideWhileOtherStudiesGoOn() {
        String broken = "this is no event at all";
        String unknown = TinyStudy.cloudEvent("{}").replace("study.requested.v1", "study.requested.v9");

        writer.send(Topics.STUDIES, "broken", broken);
        writer.send(Topics.STUDIES, "unknown", unknown);
        writer.send(Topics.CHECKPOINTS, "broken", broken);
        writer.send(Topics.STAGE_EVENTS, "broken", broken);
        writer.send(Topics.WORK_PRUNE, "broken", broken);
        ordo.post(TinyStudy.request("beside-the-broken", "tiny-good", "P-Q"));

        assertThat(ordo.awaitEnd("beside-the-broken", LIMIT).state()).isEqualTo(StudyState.COMPLETED);
        Reader reader = new Reader(ordo.stack().bootstrapServers());
        List<String> dead = reader.committed(Topics.DEAD_LETTER, count -> count >= 5, LIMIT);
        assertThat(dead.stream().filter(each -> each.contains(broken))).hasSize(4);
        assertThat(dead.stream().filter(each -> each.contains("study.requested.v9")))
                .hasSize(1);
    }

    @Test
    void answersTheSameRequestWithItsStudyAndRefusesAnotherUnderItsId() throws Exception {
        String study = TinyStudy.request("known-id", "tiny-good", "P");
        assertThat(ordo.post(study).statusCode()).isEqualTo(202);
        StudyStatus first = ordo.awaitEnd("known-id", LIMIT);

        HttpResponse<String> again = ordo.post(study);
        HttpResponse<String> other = ordo.post(study.replace("\"sparsity\": 0.5", "\"sparsity\": 0.25"));

        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(other.statusCode()).isEqualTo(409);
        assertThat(problems(other.body()).get(0).message()).contains("'known-id' exists already");
        assertThat(ordo.status("known-id")).contains(first);
    }

    @Test
    void rejectsAWrongStudyThatCameOverKafkaAndTakesItOnceItIsMended() {
        String right = TinyStudy.request("mended", "tiny-good", "P");
        String wrong = right.replace("\"sparsity\": 0.5", "\"sparsity\": 1.2");

        writer.send(Topics.STUDIES, "mended", TinyStudy.cloudEvent(wrong));
        StudyStatus rejected = ordo.awaitEnd("mended", LIMIT);
        assertThat(rejected.state()).isEqualTo(StudyState.REJECTED);
        assertThat(rejected.problems())
                .containsExactly(new StudyProblem("recipes.prune.sparsity", "must be in [0, 1), was 1.2"));

        writer.send(Topics.STUDIES, "mended", TinyStudy.cloudEvent(right));
        assertThat(ordo.await("mended", each -> each.state() == StudyState.COMPLETED, LIMIT)
                        .problems())
                .isEmpty();
    }

    private static List<StudyProblem> problems(String body) throws JsonProcessingException {
        JsonNode errors = EventJson.mapper().readTree(body).path("errors");
        return List.of(EventJson.mapper().treeToValue(errors, StudyProblem[].class));
    }
}
