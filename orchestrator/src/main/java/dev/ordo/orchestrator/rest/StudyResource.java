package dev.ordo.orchestrator.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ordo.events.study.StudyStatus;
import dev.ordo.orchestrator.plan.StudyReader;
import dev.ordo.orchestrator.plan.StudyReading;
import dev.ordo.stage.messaging.EventJson;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestPath;

/** Studies over HTTP. */
@Path("/studies")
@Blocking
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class StudyResource {
    private static final String STUDY_ID = "studyId";

    private final StudyReader reader;
    private final StudySubmissions submissions;
    private final StudyStatuses statuses;

    StudyResource(StudyReader reader, StudySubmissions submissions, StudyStatuses statuses) {
        this.reader = reader;
        this.submissions = submissions;
        this.statuses = statuses;
    }

    /** Takes the data of a {@code StudyRequested}; an id is made up where it has none. */
    @POST
    public Response submit(String body) {
        JsonNode request = json(body);
        if (request instanceof ObjectNode object && !object.hasNonNull(STUDY_ID)) {
            object.put(STUDY_ID, "study-" + UUID.randomUUID());
        }
        StudyReading reading = reader.read(request);
        if (reading instanceof StudyReading.Unsound unsound) {
            throw Errors.of(Response.Status.BAD_REQUEST, unsound.problems());
        }
        submissions.submit(((StudyReading.Sound) reading).plan().request());
        return Response.accepted(Map.of(STUDY_ID, request.get(STUDY_ID).textValue()))
                .build();
    }

    @GET
    public List<StudySummary> list() {
        return statuses.all().stream().map(StudySummary::of).toList();
    }

    @GET
    @Path("/{id}")
    public StudyStatus status(@RestPath String id) {
        return statuses.find(id)
                .orElseThrow(() -> Errors.of(Response.Status.NOT_FOUND, STUDY_ID, "there is no study '" + id + "'"));
    }

    @GET
    @Path("/{id}/report")
    public StudyReport report(@RestPath String id) {
        return StudyReport.of(status(id));
    }

    private static JsonNode json(String body) {
        try {
            return EventJson.mapper().readTree(body);
        } catch (JsonProcessingException e) {
            throw Errors.of(Response.Status.BAD_REQUEST, "study", "is not JSON: " + e.getOriginalMessage());
        }
    }
}
