package dev.ordo.events.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.ordo.events.EventType;
import dev.ordo.events.recipe.DistillRecipe;
import dev.ordo.events.recipe.PruneRecipe;
import dev.ordo.events.study.StudyRequested;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class ExamplesTest {

    static Stream<Arguments> examples() {
        return Arrays.stream(EventType.values())
                .flatMap(event -> EventSchemas.examples(event).entrySet().stream()
                        .map(each -> Arguments.of(event, each.getKey(), each.getValue())));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("examples")
    void isValidUnderItsSchema(EventType event, String file, JsonNode example) {
        assertThat(EventSchemas.problems(event, example)).isEmpty();
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("examples")
    void becomesTheSameJsonAgainOnceItIsComplete(EventType event, String file, JsonNode example)
            throws JsonProcessingException {
        JsonNode complete = complete(event, example);

        assertThat(complete(event, complete)).isEqualTo(complete);
        assertThat(EventSchemas.problems(event, complete)).isEmpty();
        if (!file.contains(".least.")) {
            assertThat(complete).isEqualTo(example);
        }
    }

    @ParameterizedTest
    @EnumSource(EventType.class)
    void showsEveryPropertyOfTheEventSomewhere(EventType event) {
        SchemaNode schema = SchemaNode.root(event.type() + ".json");
        Set<String> shown = new TreeSet<>();
        EventSchemas.examples(event).values().forEach(each -> each.fieldNames().forEachRemaining(shown::add));

        assertThat(shown).isEqualTo(schema.properties());
    }

    @Test
    void fillsInWhatTheSmallestStudyLeavesOut() throws JsonProcessingException {
        JsonNode least = EventSchemas.read("/examples/dev.ordo.study.requested.v1.least.json");

        StudyRequested study = EventSchemas.JSON.treeToValue(least, StudyRequested.class);

        assertThat(study.teacher()).isEqualTo("austen-baseline");
        assertThat(study.seeds()).containsExactly(1L);
        assertThat(study.recipes().prune()).isEqualTo(new PruneRecipe(0.5, null, null, null, null, null, null, null));
        assertThat(study.recipes().distill()).isEqualTo(DistillRecipe.defaults());
    }

    private static JsonNode complete(EventType event, JsonNode data) throws JsonProcessingException {
        Object record = EventSchemas.JSON.treeToValue(data, event.data());
        return EventSchemas.JSON.readTree(EventSchemas.JSON.writeValueAsString(record));
    }
}
