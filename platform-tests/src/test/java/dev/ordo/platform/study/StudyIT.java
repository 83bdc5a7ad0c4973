package dev.ordo.platform.study;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion;
import dev.ordo.events.EventType;
import dev.ordo.events.Topics;
import dev.ordo.events.study.StageCounts;
import dev.ordo.events.study.StudyRow;
import dev.ordo.events.study.StudyState;
import dev.ordo.events.study.StudyStatus;
import dev.ordo.platform.broker.Reader;
import dev.ordo.stage.messaging.EventJson;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class StudyIT {
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final Set<String> SETS = Set.of("tiny-heldout", "tiny-other");

    private static RunningOrdo ordo;
    private static StudyStatus status;

    @BeforeAll
    static void runAllFifteenOrderings() {
        ordo = RunningOrdo.shared();
        ordo.importModel("tiny-all", 1);
        assertThat(ordo.post(TinyStudy.judged(TinyStudy.request("all-fifteen", "tiny-all", "all")))
                        .statusCode())
                .isEqualTo(202);
        status = ordo.awaitEnd("all-fifteen", LIMIT);
    }

    @Test
    void completesWithSixteenRows() {
        assertThat(status.problems()).isEmpty();
        assertThat(status.state()).isEqualTo(StudyState.COMPLETED);
        assertThat(status.rows())
                .extracting(StudyRow::ordering)
                .containsExactly(
                        "baseline",
                        "P",
                        "KD",
                        "Q",
                        "P-KD",
                        "P-Q",
                        "KD-P",
                        "KD-Q",
                        "Q-P",
                        "Q-KD",
                        "P-KD-Q",
                        "P-Q-KD",
                        "KD-P-Q",
                        "KD-Q-P",
                        "Q-P-KD",
                        "Q-KD-P");
        assertThat(status.rows()).extracting(StudyRow::state).containsOnly("done");
        assertThat(status.running()).isEmpty();
    }

    @Test
    void computesFifteenStagesForThirtyThree() {
        assertThat(status.stages()).isEqualTo(new StageCounts(33, 15, 15, 0));
    }

    @Test
    void measuresEveryCheckpointOnBothSets() {
        assertThat(status.rows()).allSatisfy(row -> {
            assertThat(row.perplexity().keySet()).isEqualTo(SETS);
            assertThat(row.perplexity().values())
                    .allSatisfy(each -> assertThat(each).isBetween(100.0, 100_000.0));
            assertThat(row.klToBaseline().keySet()).isEqualTo(SETS);
        });
        assertThat(row("baseline").klToBaseline().values())
                .allSatisfy(each -> assertThat(each).isBetween(-1e-6, 1e-6));
        assertThat(row("P-KD-Q").klToBaseline().values())
                .allSatisfy(each -> assertThat(each).isPositive());
    }

    @Test
    void hasTheAnswersOfEveryCheckpointJudgedByTheTeacher() {
        assertThat(status.rows()).allSatisfy(row -> {
            assertThat(row.gEval().mode()).isEqualTo("likelihood");
            assertThat(row.gEval().value()).isBetween(0.0, 1.0);
            assertThat(row.promptAlignment().count()).isEqualTo(2);
            assertThat(row.clarity().count()).isEqualTo(2);
        });
    }

    @Test
    void givesEveryOrderingItsOwnCheckpoint() {
        assertThat(status.rows()).extracting(StudyRow::checkpoint).doesNotHaveDuplicates();
    }

    @Test
    void shrinksWhatIsPrunedOrQuantized() {
        long baseline = row("baseline").bytes();
        long neurons = 3L * TinyModel.HIDDEN * TinyModel.NEURONS / 2 * TinyModel.LAYERS;

        assertThat(row("baseline").ratio()).isEqualTo(1.0);
        assertThat(row("KD").bytes()).isEqualTo(baseline);
        assertThat(row("P").bytes()).isEqualTo(baseline - neurons * 2);
        assertThat(row("P").realizedSparsity()).isEqualTo(0.5);
        assertThat(row("Q").bytes()).isLessThan(baseline);
        assertThat(Stream.of("P-KD-Q", "P-Q-KD", "KD-P-Q", "KD-Q-P", "Q-P-KD", "Q-KD-P")
                        .map(StudyIT::row)
                        .map(StudyRow::bytes)
                        .distinct())
                .as("bytes of the triples: whatever has been quantized ends packed")
                .hasSize(1);
    }

    @Test
    void saysWhatRequantizingCost() {
        List<String> requantized = status.rows().stream()
                .filter(each -> each.perplexityBeforeRequantize() != null)
                .map(StudyRow::ordering)
                .toList();

        assertThat(requantized).containsExactlyInAnyOrder("Q-P", "Q-KD", "P-Q-KD", "KD-Q-P", "Q-P-KD", "Q-KD-P");
    }

    @Test
    void reusesAllFifteenInASecondStudy() {
        assertThat(ordo.post(TinyStudy.judged(TinyStudy.request("all-again", "tiny-all", "all")))
                        .statusCode())
                .isEqualTo(202);

        StudyStatus again = ordo.awaitEnd("all-again", LIMIT);

        assertThat(again.state()).isEqualTo(StudyState.COMPLETED);
        assertThat(again.stages()).isEqualTo(new StageCounts(33, 15, 0, 15));
        assertThat(again.rows()).extracting(StudyRow::checkpoint).isEqualTo(checkpoints());
        assertThat(again.computeSeconds()).isZero();
    }

    @Test
    void makesOrdoWriteEventsThatAreValidUnderTheirSchemas() {
        Map<String, JsonSchema> schemas =
                Stream.of(EventType.values()).collect(Collectors.toMap(EventType::type, StudyIT::schema));
        Reader reader = new Reader(ordo.stack().bootstrapServers());
        List<JsonNode> events = Stream.of(
                        Topics.STUDIES,
                        Topics.CHECKPOINTS,
                        Topics.STAGE_EVENTS,
                        Topics.EVALUATIONS,
                        Topics.STUDY_STATUS,
                        Topics.WORK_DISTILL,
                        Topics.WORK_EVALUATE)
                .map(topic -> reader.committed(topic, count -> false, Duration.ofSeconds(1)))
                .flatMap(List::stream)
                .map(StudyIT::json)
                .filter(each -> each.path("source").asText().startsWith("/ordo/"))
                .toList();

        Set<String> types =
                events.stream().map(each -> each.path("type").asText()).collect(Collectors.toSet());
        assertThat(types)
                .contains("dev.ordo.study.status.v1", "dev.ordo.checkpoint.ready.v1", "dev.ordo.stage.started.v1");
        assertThat(events)
                .allSatisfy(each -> assertThat(
                                schemas.get(each.path("type").asText()).validate(each.path("data")))
                        .as("%s", each)
                        .isEmpty());
    }

    private static JsonSchema schema(EventType event) {
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(SchemaLocation.of("classpath:schema/" + event.type() + ".json"));
    }

    private static JsonNode json(String value) {
        try {
            return EventJson.mapper().readTree(value);
        } catch (JsonProcessingException e) {
            return EventJson.mapper().createObjectNode();
        }
    }

    private static StudyRow row(String ordering) {
        return status.rows().stream()
                .collect(Collectors.toMap(StudyRow::ordering, Function.identity()))
                .get(ordering);
    }

    private static List<String> checkpoints() {
        return status.rows().stream().map(StudyRow::checkpoint).toList();
    }
}
