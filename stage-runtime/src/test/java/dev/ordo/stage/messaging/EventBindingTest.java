package dev.ordo.stage.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.ordo.events.stage.StageStarted;
import dev.ordo.events.study.StudyRequested;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventBindingTest {
    private static final String STUDY = """
            {"studyId": "s", "baseline": "tiny", "orderings": ["all"], %s
             "data": {"calibration": "c", "distillation": "d", "evaluation": ["e"]}}
            """;

    @Test
    void bindsAStudyAndFillsInItsDefaults() throws JsonProcessingException {
        StudyRequested study = bind("");

        assertThat(study.teacher()).isEqualTo("tiny");
        assertThat(study.recipes().quantize().groupSize()).isEqualTo(128);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"recipes\": {\"prune\": {\"sparsity\": 1.2}}, | recipes.prune.sparsity must be in [0, 1), was 1.2",
                "\"recipes\": {\"quantize\": {\"bits\": 5}}, | recipes.quantize.bits must be 2, 3, 4 or 8, was 5",
                "\"arm\": \"lora\", | arm must be requantize or fake-quant or adapter, was 'lora'",
                "\"seeds\": [], | seeds must not be empty"
            })
    void usesTheRecordsOwnWordsWhereItRefusesAValue(String extra, String message) {
        assertThatThrownBy(() -> bind(extra))
                .isInstanceOf(MalformedEventException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"recipes\": {\"prune\": {\"sparsty\": 0.2}}, | recipes.prune.sparsty: Unrecognized field \"sparsty\"",
                "\"recipes\": {\"prune\": {\"multipleOf\": 1.5}}, | recipes.prune.multipleOf: ",
                "\"recipes\": {\"prune\": {\"sparsity\": {}}}, | recipes.prune.sparsity: ",
                "\"recipes\": {\"prune\": {\"technique\": \"X\"}}, | recipes.prune",
                "\"seeds\": [1, {}], | seeds[1]: ",
                "\"seeds\": \"all\", | seeds: ",
                "\"colour\": \"red\", | colour: Unrecognized field \"colour\""
            })
    void namesThePathOfWhatDoesNotFit(String extra, String beginning) {
        assertThatThrownBy(() -> bind(extra))
                .isInstanceOf(MalformedEventException.class)
                .hasMessageStartingWith(beginning);
    }

    @ParameterizedTest
    @CsvSource({"[], ARRAY", "null, NULL", "7, NUMBER", "'\"text\"', STRING", "'', MISSING"})
    void refusesDataThatIsNoObject(String json, String found) throws JsonProcessingException {
        JsonNode data = EventJson.mapper().readTree(json);

        assertThatThrownBy(() -> EventBinding.bind(data, StudyRequested.class))
                .isInstanceOf(MalformedEventException.class)
                .hasMessage("expected a JSON object, was " + found);
    }

    @Test
    void namesTheFirstThingThatAnEmptyObjectLacks() throws JsonProcessingException {
        JsonNode data = EventJson.mapper().readTree("{}");

        assertThatThrownBy(() -> EventBinding.bind(data, StudyRequested.class))
                .isInstanceOf(MalformedEventException.class)
                .hasMessage("studyId is required");
    }

    @Test
    void readsTimesAsIso8601() throws JsonProcessingException {
        String json = """
                {"execution": {"key": "%s", "attempt": 1, "executionId": "i", "worker": "w"},
                 "permitWaitMillis": 0, "idleSince": "2026-11-24T06:00:00.250Z"}
                """.formatted("ab".repeat(32));

        StageStarted started = EventBinding.bind(EventJson.mapper().readTree(json), StageStarted.class);

        assertThat(started.idleSince()).isEqualTo(Instant.parse("2026-11-24T06:00:00.250Z"));
    }

    private static StudyRequested bind(String extra) throws JsonProcessingException {
        return EventBinding.bind(EventJson.mapper().readTree(STUDY.formatted(extra)), StudyRequested.class);
    }
}
