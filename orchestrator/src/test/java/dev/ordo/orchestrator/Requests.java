package dev.ordo.orchestrator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ordo.orchestrator.plan.Plan;
import dev.ordo.orchestrator.plan.StudyReader;
import dev.ordo.orchestrator.plan.StudyReading;
import dev.ordo.stage.messaging.EventJson;

/** Requests of studies as JSON. */
public final class Requests {
    private Requests() {}

    /** A sound request with these orderings. */
    public static ObjectNode study(String studyId, String... orderings) {
        ObjectNode study = (ObjectNode) json("""
                {"baseline": "base", "teacher": "teacher",
                 "data": {"calibration": "calib", "distillation": "kd", "evaluation": ["novel", "law"]}}
                """);
        study.put("studyId", studyId);
        for (String each : orderings) {
            study.withArray("/orderings").add(each);
        }
        return study;
    }

    public static ObjectNode with(ObjectNode study, String field, String json) {
        study.set(field, json(json));
        return study;
    }

    public static Plan plan(JsonNode study) {
        return ((StudyReading.Sound) new StudyReader(new FixedCatalog()).read(study)).plan();
    }

    public static JsonNode json(String text) {
        try {
            return EventJson.mapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
