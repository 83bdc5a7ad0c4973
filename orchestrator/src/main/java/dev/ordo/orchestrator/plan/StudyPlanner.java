package dev.ordo.orchestrator.plan;

import dev.ordo.events.Technique;
import dev.ordo.events.ordering.OrderingStep;
import dev.ordo.events.recipe.Recipe;
import dev.ordo.events.study.StudyRequested;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Lays orderings over each other: where their first stages are equal, they share them. */
final class StudyPlanner {
    private final StudyRequested request;
    private final StudyInputs inputs;
    private final Map<String, PlannedStage> stages = new LinkedHashMap<>();
    private final Set<PlannedRow> rows = new LinkedHashSet<>();

    private StudyPlanner(StudyRequested request, StudyInputs inputs) {
        this.request = request;
        this.inputs = inputs;
    }

    static Plan plan(StudyRequested request, StudyInputs inputs, Collection<RecipeSequence> sequences) {
        StudyPlanner planner = new StudyPlanner(request, inputs);
        sequences.forEach(each -> request.seeds().forEach(seed -> planner.add(each, seed)));
        return new Plan(request, inputs, List.copyOf(planner.stages.values()), List.copyOf(planner.rows));
    }

    private void add(RecipeSequence sequence, long seed) {
        List<String> path = new ArrayList<>();
        List<OrderingStep> steps = sequence.ordering().steps();
        boolean quantized = false;
        for (int i = 0; i < steps.size(); i++) {
            Recipe recipe = sequence.recipes().get(i);
            String parent = i == 0 ? null : path.get(i - 1);
            PlannedStage stage = stage(parent, recipe, recipe.draws() ? seed : 0, quantized, prefix(steps, i));
            stages.putIfAbsent(stage.key(), stage);
            path.add(stage.key());
            quantized |= recipe.technique() == Technique.QUANTIZE;
        }
        rows.add(new PlannedRow(sequence.ordering().toString(), seed, path));
    }

    private PlannedStage stage(String parent, Recipe recipe, long seed, boolean quantized, String prefix) {
        String start = parent == null ? inputs.baseline().digest() : parent;
        String key = Keys.stage(start, PlannedStage.work(recipe, seed, inputs, request.arm()), quantized);
        return new PlannedStage(key, parent, prefix, recipe, seed);
    }

    private static String prefix(List<OrderingStep> steps, int last) {
        return steps.subList(0, last + 1).stream().map(OrderingStep::toString).collect(Collectors.joining("-"));
    }
}
