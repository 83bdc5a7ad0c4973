package dev.ordo.orchestrator.plan;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ordo.events.recipe.Arm;
import dev.ordo.events.recipe.Recipes;
import dev.ordo.events.study.StudyRequested;
import dev.ordo.stage.messaging.EventBinding;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads the data of a {@code StudyRequested}, section by section, and plans it. */
public final class StudyReader {
    private static final Set<String> FIELDS =
            Set.of("studyId", "baseline", "teacher", "data", "recipes", "orderings", "seeds", "arm", "judging");

    private final ModelCatalog catalog;

    public StudyReader(ModelCatalog catalog) {
        this.catalog = catalog;
    }

    /**
     * The plan of a request, or everything that is wrong with it.
     *
     * @throws dev.ordo.events.error.RetryableException while names cannot be looked up
     */
    public StudyReading read(JsonNode data) {
        Problems problems = new Problems();
        Section study = new Section("", data, problems);
        study.refuseFieldsBut(FIELDS);
        study.name("studyId");
        Recipes recipes = new RecipeReader(problems).recipes(study.section("recipes", false));
        List<JsonNode> entries = study.list("orderings");
        Collection<RecipeSequence> sequences = new OrderingReader(problems).sequences("orderings", entries, recipes);
        int seeds = seeds(study);
        if (study.has("arm")) {
            problems.attempt("arm", () -> Arm.ofLabel(study.get("arm").asText()));
        }
        Optional<StudyInputs> inputs = new InputReader(catalog, problems).inputs(study);
        PlanLimits.check(sequences, seeds, inputs, problems);
        if (!problems.none()) {
            return new StudyReading.Unsound(problems.all());
        }
        StudyRequested request = EventBinding.bind(data, StudyRequested.class);
        return new StudyReading.Sound(StudyPlanner.plan(request, inputs.orElseThrow(), sequences));
    }

    private static int seeds(Section study) {
        if (!study.has("seeds")) {
            return 1;
        }
        List<JsonNode> seeds = study.list("seeds");
        for (int i = 0; i < seeds.size(); i++) {
            study.integer("seeds[" + i + "]", seeds.get(i), Long.MIN_VALUE);
        }
        return seeds.size();
    }
}
