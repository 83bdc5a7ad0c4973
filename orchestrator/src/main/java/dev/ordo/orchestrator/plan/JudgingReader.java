package dev.ordo.orchestrator.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.ordo.events.judging.Judge;
import dev.ordo.events.judging.JudgeChoice;
import dev.ordo.events.judging.Judging;
import dev.ordo.events.judging.JudgingWork;
import dev.ordo.events.stage.CheckpointRef;
import dev.ordo.events.stage.DataFormat;
import dev.ordo.events.stage.DatasetRef;
import dev.ordo.stage.messaging.EventBinding;
import java.util.Optional;
import java.util.Set;

/** Reads what a study asks to be judged, field by field, and pins its prompts and its judge. */
final class JudgingReader {
    private static final String PROMPTS = "prompts";
    private static final Set<String> FIELDS = Set.of(PROMPTS, "criteria", "steps", "instructions", "judge", "sampling");

    private final NameLookup names;
    private final Problems problems;

    JudgingReader(NameLookup names, Problems problems) {
        this.names = names;
        this.problems = problems;
    }

    /**
     * What is to be judged; empty where nothing is, or where something is wrong.
     *
     * @param teacher judges where the study names no judge
     */
    Optional<JudgingWork> work(Section study, Optional<CheckpointRef> teacher) {
        if (!study.has("judging")) {
            return Optional.empty();
        }
        Section judging = study.section("judging", true);
        judging.refuseFieldsBut(FIELDS);
        FIELDS.stream().filter(judging::has).forEach(field -> alone(judging, field));
        Optional<DatasetRef> prompts = judging.name(PROMPTS).flatMap(name -> prompts(judging.at(PROMPTS), name));
        if (!problems.none() || prompts.isEmpty() || teacher.isEmpty()) {
            return Optional.empty();
        }
        Judging asked = EventBinding.bind(study.get("judging"), Judging.class);
        return judge(judging.at("judge"), asked.judge(), teacher.get())
                .map(judge -> new JudgingWork(
                        prompts.get(), asked.criteria(), asked.steps(), asked.instructions(), judge, asked.sampling()));
    }

    private void alone(Section judging, String field) {
        JsonNode alone =
                JsonNodeFactory.instance.objectNode().put(PROMPTS, PROMPTS).set(field, judging.get(field));
        problems.attempt(judging.at(field), () -> EventBinding.bind(alone, Judging.class));
    }

    private Optional<DatasetRef> prompts(String place, String name) {
        Optional<DatasetRef> set = names.data(place, name);
        set.filter(each -> each.format() != DataFormat.PROMPTS)
                .ifPresent(each -> problems.add(
                        place,
                        "'" + name + "' is " + each.format().label()
                                + "; expected prompts, imported from a file that ends in "
                                + DataFormat.PROMPTS.suffix()));
        return set;
    }

    private Optional<Judge> judge(String place, JudgeChoice choice, CheckpointRef teacher) {
        if (choice.model() != null) {
            return Optional.of(new Judge(choice.model(), null));
        }
        Optional<CheckpointRef> checkpoint = choice.checkpoint() == null
                ? Optional.of(teacher)
                : names.model(place + ".checkpoint", choice.checkpoint());
        return checkpoint.map(found -> new Judge(null, found));
    }
}
