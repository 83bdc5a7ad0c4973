package dev.ordo.events.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ordo.events.EventType;
import dev.ordo.events.schema.Mutations.Mutation;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WrongEventsTest {
    /** Optional in the schema's lists, but demanded where the recipe is P, KD or Q by gptq, or where there is nothing else. */
    private static final Set<String> DEMANDED_BY_THE_REST = Set.of(
            leftOut("next", "work", "data"),
            leftOut("next", "work", "teacher"),
            leftOut("next", "work", "heldOut"),
            leftOut("next"),
            leftOut("result"),
            leftOut("next", "work", "judging", "judge", "checkpoint"));

    @ParameterizedTest
    @EnumSource(EventType.class)
    void areAllRefusedByTheSchema(EventType event) {
        assertThat(mutations(event).flatMap(each -> each.wrong().stream()))
                .isNotEmpty()
                .allSatisfy(each -> assertThat(EventSchemas.problems(event, each.data()))
                        .as(each.what())
                        .isNotEmpty());
    }

    /** The status is left out: only Ordo writes it, and its schema promises more than the record demands. */
    @ParameterizedTest
    @EnumSource(value = EventType.class, mode = EnumSource.Mode.EXCLUDE, names = "STUDY_STATUS")
    void areAllRefusedByTheRecord(EventType event) {
        assertThat(mutations(event).flatMap(each -> each.wrong().stream()))
                .isNotEmpty()
                .allSatisfy(each ->
                        assertThat(binds(event, each.data())).as(each.what()).isFalse());
    }

    @ParameterizedTest
    @EnumSource(EventType.class)
    void stopBeingWrongExactlyAtTheEdgeOfWhatIsAllowed(EventType event) {
        List<Mutation> edges = mutations(event)
                .flatMap(each -> each.atTheEdge().stream())
                .filter(each -> !isDemandedByTheRest(each))
                .toList();

        assertThat(edges).allSatisfy(each -> {
            assertThat(EventSchemas.problems(event, each.data()))
                    .as(each.what())
                    .isEmpty();
            assertThat(binds(event, each.data())).as(each.what()).isTrue();
        });
    }

    @Test
    void includeCheckpointsWithoutWhatTheRestDemands() {
        List<Mutation> demanded = mutations(EventType.CHECKPOINT_READY)
                .flatMap(each -> each.atTheEdge().stream())
                .filter(WrongEventsTest::isDemandedByTheRest)
                .toList();

        assertThat(demanded)
                .extracting(Mutation::what)
                .containsOnlyOnceElementsOf(Set.of(leftOut("next", "work", "teacher"), leftOut("result")))
                .containsAll(DEMANDED_BY_THE_REST);
        assertThat(demanded).allSatisfy(each -> assertRefused(EventType.CHECKPOINT_READY, each));
    }

    @Test
    void includeAResultThatAsksForMore() {
        EventType event = EventType.CHECKPOINT_READY;
        ObjectNode both =
                EventSchemas.read("/examples/dev.ordo.checkpoint.ready.v1.json").deepCopy();
        both.set(
                "next",
                EventSchemas.read("/examples/dev.ordo.checkpoint.ready.v1.prune.json")
                        .get("next"));

        assertRefused(event, new Mutation("result and next", both));
    }

    /**
     * A quantization's method is demanded by the parameters that only gptq has, and data by a target in bytes; no target of pruning by a
     * sparsity.
     */
    private static boolean isDemandedByTheRest(Mutation mutation) {
        return DEMANDED_BY_THE_REST.contains(mutation.what())
                || isTargetBesideASparsity(
                        mutation.what(), mutation.data().path("recipes").path("prune"), "recipes", "prune")
                || isTargetBesideASparsity(
                        mutation.what(),
                        mutation.data().path("next").path("work").path("recipe"),
                        "next",
                        "work",
                        "recipe")
                || mutation.what().startsWith(place("next", "work", "recipe", "targetBytes") + " = ")
                        && !mutation.data().path("next").path("work").has("data")
                || mutation.what().equals(leftOut("next", "work", "recipe", "method"))
                        && mutation.data()
                                .path("next")
                                .path("work")
                                .path("recipe")
                                .has("actOrder");
    }

    private static boolean isTargetBesideASparsity(String what, JsonNode recipe, String... steps) {
        return recipe.path("sparsity").asDouble() > 0
                && (what.startsWith(place(steps) + "/targetBytes = ")
                        || what.startsWith(place(steps) + "/targetParameters = "));
    }

    /** How {@link Mutation} names the place of a property that is missing. */
    private static String leftOut(String... steps) {
        return place(steps) + " left out";
    }

    private static String place(String... steps) {
        return "/" + String.join("/", steps);
    }

    private static void assertRefused(EventType event, Mutation mutation) {
        assertThat(EventSchemas.problems(event, mutation.data()))
                .as(mutation.what())
                .isNotEmpty();
        assertThat(binds(event, mutation.data())).as(mutation.what()).isFalse();
    }

    private static boolean binds(EventType event, JsonNode data) {
        try {
            EventSchemas.JSON.treeToValue(data, event.data());
            return true;
        } catch (JsonProcessingException refused) {
            return false;
        }
    }

    private static Stream<Mutations> mutations(EventType event) {
        return EventSchemas.examples(event).values().stream().map(each -> Mutations.of(root(event), each));
    }

    private static SchemaNode root(EventType event) {
        return SchemaNode.root(event.type() + ".json");
    }
}
