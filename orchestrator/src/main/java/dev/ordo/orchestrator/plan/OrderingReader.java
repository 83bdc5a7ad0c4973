package dev.ordo.orchestrator.plan;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ordo.events.ordering.Ordering;
import dev.ordo.events.recipe.Recipe;
import dev.ordo.events.recipe.Recipes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Expands the orderings of a request; one that is asked for twice counts once. */
final class OrderingReader {
    private final Problems problems;
    private final RecipeReader recipeReader;

    OrderingReader(Problems problems) {
        this.problems = problems;
        this.recipeReader = new RecipeReader(problems);
    }

    Collection<RecipeSequence> sequences(String path, List<JsonNode> entries, Recipes recipes) {
        Map<String, RecipeSequence> sequences = new LinkedHashMap<>();
        for (int i = 0; i < entries.size(); i++) {
            String place = path + "[" + i + "]";
            for (Ordering each : expanded(place, entries.get(i))) {
                sequences.computeIfAbsent(each.toString(), text -> sequence(place, each, recipes));
            }
        }
        return sequences.values();
    }

    private List<Ordering> expanded(String place, JsonNode entry) {
        if (!entry.isTextual()) {
            problems.add(place, "must be an ordering, as \"P-KD-Q\", was " + entry);
            return List.of();
        }
        return problems.attempt(place, () -> Ordering.expand(entry.textValue())).orElse(List.of());
    }

    private RecipeSequence sequence(String place, Ordering ordering, Recipes recipes) {
        List<Recipe> steps = new ArrayList<>();
        ordering.steps().forEach(step -> steps.add(recipeReader.inPlace(place, step, recipes.of(step.technique()))));
        return new RecipeSequence(place, ordering, steps);
    }
}
