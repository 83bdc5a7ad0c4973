package dev.ordo.orchestrator.plan;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ordo.events.judging.JudgingWork;
import dev.ordo.events.stage.CheckpointRef;
import dev.ordo.events.stage.DataFormat;
import dev.ordo.events.stage.DatasetRef;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Looks up the models and texts that a request names. */
final class InputReader {
    private static final int MOST_SETS = 8;

    private final ModelCatalog catalog;
    private final Problems problems;
    private final NameLookup names;
    private final Map<String, String> purposes = new HashMap<>();
    private final Map<DatasetRef, String> places = new HashMap<>();

    InputReader(ModelCatalog catalog, Problems problems) {
        this.catalog = catalog;
        this.problems = problems;
        this.names = new NameLookup(catalog, problems);
    }

    /** Empty where something is missing. */
    Optional<StudyInputs> inputs(Section study) {
        Optional<CheckpointRef> baseline = model(study, "baseline");
        Optional<CheckpointRef> teacher = study.has("teacher") ? model(study, "teacher") : baseline;
        Section data = study.section("data", true);
        data.refuseFieldsBut(Set.of("calibration", "distillation", "evaluation", "maxEvaluationTokens"));
        data.integer(data.at("maxEvaluationTokens"), data.get("maxEvaluationTokens"), 2);
        Optional<DatasetRef> calibration = text(data, data.at("calibration"), data.get("calibration"));
        Optional<DatasetRef> distillation = text(data, data.at("distillation"), data.get("distillation"));
        List<DatasetRef> evaluation = evaluation(data);
        Optional<JudgingWork> judging = new JudgingReader(names, problems).work(study, teacher);
        new Disjointness(catalog, problems, places).check(calibration, distillation, evaluation);
        if (baseline.isEmpty() || teacher.isEmpty() || calibration.isEmpty() || distillation.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new StudyInputs(
                baseline.get(),
                teacher.get(),
                calibration.get(),
                distillation.get(),
                evaluation,
                judging.orElse(null)));
    }

    private Optional<CheckpointRef> model(Section study, String field) {
        return study.name(field).flatMap(name -> names.model(study.at(field), name));
    }

    private List<DatasetRef> evaluation(Section data) {
        List<JsonNode> names = data.list("evaluation");
        if (names.size() > MOST_SETS) {
            problems.add(data.at("evaluation"), "must be at most " + MOST_SETS + " texts, were " + names.size());
            return List.of();
        }
        List<DatasetRef> sets = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            text(data, data.at("evaluation") + "[" + i + "]", names.get(i)).ifPresent(sets::add);
        }
        return sets;
    }

    private Optional<DatasetRef> text(Section data, String place, JsonNode value) {
        Optional<DatasetRef> set =
                data.name(place, value.isMissingNode() ? null : value).flatMap(name -> names.data(place, name));
        set.ifPresent(each -> {
            refusePrompts(place, each);
            requireOnePurpose(place, each);
        });
        return set;
    }

    private void refusePrompts(String place, DatasetRef set) {
        if (set.format() == DataFormat.PROMPTS) {
            problems.add(place, "'" + set.name() + "' is prompts; expected text or chat");
        }
    }

    private void requireOnePurpose(String place, DatasetRef set) {
        places.put(set, place);
        String other = purposes.putIfAbsent(set.digest(), place);
        if (other != null) {
            problems.add(
                    place, "'" + set.name() + "' is the same text as " + other + "; a text may serve one purpose only");
        }
    }
}
