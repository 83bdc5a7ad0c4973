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
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;

/** Studies over HTTP. */
@Path("/studies")
@Blocking
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "studies")
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
    @Operation(
            summary = "Ask for a study",
            description = "An id is made up where it has none. The same request again changes nothing.")
    @RequestBody(
            required = true,
            description = "The data of dev.ordo.study.requested.v1, whose JSON Schema says what may be left out.",
            content = @Content(schema = @Schema(implementation = StudyRequested.class)))
    @APIResponse(
            responseCode = "200",
            description = "The same request was made before; where its study is.",
            content = @Content(schema = @Schema(implementation = Submitted.class)))
    @APIResponse(
            responseCode = "202",
            description = "The broker has the request.",
            content = @Content(schema = @Schema(implementation = Submitted.class)))
    @APIResponse(responseCode = "400", ref = "Refused")
    @APIResponse(responseCode = "409", ref = "Conflict")
    @APIResponse(responseCode = "503", ref = "NotNow")
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
    @Operation(
            summary = "Cancel a study",
            description = "Rows that are done stay; work that no other study needs is stopped.")
    @RequestBody(
            required = false,
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = CancelReason.class)))
    @APIResponse(
            responseCode = "202",
            description = "The broker has the command.",
            content = @Content(schema = @Schema(implementation = Submitted.class)))
    @APIResponse(responseCode = "400", ref = "Refused")
    @APIResponse(responseCode = "404", ref = "UnknownStudy")
    @APIResponse(responseCode = "409", ref = "Conflict")
    @APIResponse(responseCode = "503", ref = "NotNow")
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
    @Operation(
            summary = "Retry a study",
            description = "Runs again what a study that ended PARTIAL, FAILED or CANCELLED could not finish.")
    @APIResponse(
            responseCode = "202",
            description = "The broker has the command.",
            content = @Content(schema = @Schema(implementation = Submitted.class)))
    @APIResponse(responseCode = "404", ref = "UnknownStudy")
    @APIResponse(responseCode = "409", ref = "Conflict")
    @APIResponse(responseCode = "503", ref = "NotNow")
    public Response retry(@RestPath String id) {
        require(id, Applicable::whyNotRetry);
        submissions.retry(new RetryStudy(id));
        return Response.accepted(new Submitted(id, null)).build();
    }

    @GET
    @Operation(summary = "List all studies", description = "Newest request first.")
    @APIResponse(responseCode = "200", description = "One line for each study.")
    @APIResponse(responseCode = "503", ref = "NotNow")
    public List<StudySummary> list() {
        return statuses.all().stream().map(StudySummary::of).toList();
    }

    @GET
    @Path("/{id}")
    @Operation(summary = "Read a study's status")
    @APIResponse(
            responseCode = "200",
            description = "As on ordo.study-status.",
            content = @Content(schema = @Schema(implementation = StudyStatus.class)))
    @APIResponse(responseCode = "404", ref = "UnknownStudy")
    @APIResponse(responseCode = "503", ref = "NotNow")
    public StudyStatus status(@RestPath String id) {
        return statuses.find(id)
                .orElseThrow(() -> Errors.of(Response.Status.NOT_FOUND, STUDY_ID, "there is no study '" + id + "'"));
    }

    @GET
    @Path("/{id}/report")
    @Operation(summary = "Read a study's comparison", description = "May be read before the end; rows fill up.")
    @APIResponse(
            responseCode = "200",
            description = "The comparison.",
            content = @Content(schema = @Schema(implementation = StudyReport.class)))
    @APIResponse(responseCode = "404", ref = "UnknownStudy")
    @APIResponse(responseCode = "503", ref = "NotNow")
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
