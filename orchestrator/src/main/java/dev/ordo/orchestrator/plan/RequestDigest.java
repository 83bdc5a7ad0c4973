package dev.ordo.orchestrator.plan;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ordo.events.study.StudyRequested;
import dev.ordo.stage.messaging.EventBinding;
import dev.ordo.stage.messaging.EventJson;
import dev.ordo.stage.messaging.MalformedEventException;

/** Tells whether two requests ask for the same: what is left out equals its default, and order of fields means nothing. */
public final class RequestDigest {
    private RequestDigest() {}

    /** @param request data of a {@code StudyRequested}; where it is none, its digest is that of its JSON */
    public static String of(JsonNode request) {
        return "sha256:" + Keys.sha256(complete(request));
    }

    private static JsonNode complete(JsonNode request) {
        try {
            return EventJson.mapper().valueToTree(EventBinding.bind(request, StudyRequested.class));
        } catch (MalformedEventException e) {
            return request;
        }
    }
}
