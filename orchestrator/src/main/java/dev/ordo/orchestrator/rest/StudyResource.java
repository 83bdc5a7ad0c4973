package dev.ordo.orchestrator.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ordo.events.study.CancelStudy;
import dev.ordo.events.study.RetryStudy;
import dev.ordo.events.study.StudyRequested;
import dev.ordo.events.study.StudyState;
import dev.ordo.events.study.StudyStatus;
import dev.ordo.orchestrator.plan.RequestDigest;
import dev.ordo.orchestrator.plan.StudyReader;
import dev.ordo.orchestrator.plan.StudyReading;
import dev.ordo.orchestrator.study.Applicable;
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
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
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

    /**
     * Takes the data of a {@code StudyRequested}; an id is made up where it has none. The same request again changes
     * nothing and answers how far its study is; another request under a known id is refused.
     */
    @POST
    public Response submit(String body) {
        JsonNode request = json(body);
        if (request instanceof ObjectNode object && !object.hasNonNull(STUDY_ID)) {
            object.put(STUDY_ID, "study-" + UUID.randomUUID());
        }
        Optional<StudyStatus> known = known(request);
        if (known.isPresent() && RequestDigest.of(request).equals(known.get().requestDigest())) {
            return Response.ok(Submitted.known(known.get())).build();
        }
        StudyReading reading = reader.read(request);
        if (reading instanceof StudyReading.Unsound unsound) {
            throw Errors.of(Response.Status.BAD_REQUEST, unsound.problems());
        }
        StudyRequested sound = ((StudyReading.Sound) reading).plan().request();
        if (known.isPresent()) {
            String problem = "'" + sound.studyId() + "' exists already, with another request; choose another id";
            throw Errors.of(Response.Status.CONFLICT, STUDY_ID, problem);
        }
        submissions.submit(sound);
        return Response.accepted(new Submitted(sound.studyId(), null)).build();
    }

    /** Takes {@code {"reason": "..."}}, or nothing. */
    @POST
    @Path("/{id}/cancel")
    @Consumes(MediaType.WILDCARD)
    public Response cancel(@RestPath String id, String body) {
        String reason =
                body == null || body.isBlank() ? "" : json(body).path("reason").asText();
        require(id, Applicable::whyNotCancel);
        submissions.cancel(new CancelStudy(id, reason.isBlank() ? "on request" : reason));
        return Response.accepted(new Submitted(id, null)).build();
    }

    @POST
    @Path("/{id}/retry")
    @Consumes(MediaType.WILDCARD)
    public Response retry(@RestPath String id) {
        require(id, Applicable::whyNotRetry);
        submissions.retry(new RetryStudy(id));
        return Response.accepted(new Submitted(id, null)).build();
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

    private void require(String id, Function<StudyState, Optional<String>> hindrance) {
        hindrance.apply(status(id).state()).ifPresent(reason -> {
            throw Errors.of(Response.Status.CONFLICT, STUDY_ID, "'" + id + "' " + reason);
        });
    }

    /**
     * The study that has the request's id already; one that was rejected may be sent again. Nothing is known while the
     * orchestrator starts, and the topology sees to equal requests itself.
     */
    private Optional<StudyStatus> known(JsonNode request) {
        try {
            return Optional.ofNullable(request.path(STUDY_ID).textValue())
                    .flatMap(statuses::find)
                    .filter(each -> each.state() != StudyState.REJECTED);
        } catch (StatusesNotReadyException e) {
            return Optional.empty();
        }
    }

    private static JsonNode json(String body) {
        try {
            return EventJson.mapper().readTree(body);
        } catch (JsonProcessingException e) {
            throw Errors.of(Response.Status.BAD_REQUEST, "study", "is not JSON: " + e.getOriginalMessage());
        }
    }
}
