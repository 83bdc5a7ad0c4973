package dev.ordo.orchestrator.rest;

import dev.ordo.events.study.StudyStatus;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.time.Duration;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestStreamElementType;

/** A study's status as it changes, as server-sent events. */
@Path("/studies/{id}/events")
@Tag(name = "studies")
public class StudyEventsResource {
    private static final Duration LOOK_EVERY = Duration.ofMillis(200);
    private static final Duration HEARTBEAT = Duration.ofSeconds(15);

    private final StudyStatuses statuses;

    StudyEventsResource(StudyStatuses statuses) {
        this.statuses = statuses;
    }

    @GET
    @Blocking
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @RestStreamElementType(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Follow a study to its end",
            description =
                    "The current status at once, as an event named status; then one whenever it changes, the newest"
                            + " where the client is slow. A comment after every 15 seconds of silence. The stream ends after the"
                            + " status with which the study ended.")
    @APIResponse(
            responseCode = "200",
            description = "Events whose data is a StudyStatus.",
            content =
                    @Content(
                            mediaType = MediaType.SERVER_SENT_EVENTS,
                            schema = @Schema(implementation = StudyStatus.class)))
    @APIResponse(responseCode = "404", ref = "UnknownStudy")
    @APIResponse(responseCode = "503", ref = "NotNow")
    public Multi<OutboundSseEvent> events(@RestPath String id, @Context Sse sse) {
        if (statuses.find(id).isEmpty()) {
            throw Errors.of(Response.Status.NOT_FOUND, "studyId", "there is no study '" + id + "'");
        }
        return new StatusListener(() -> statuses.find(id), HEARTBEAT, System::nanoTime)
                .news(LOOK_EVERY)
                .map(each -> event(sse, each));
    }

    private static OutboundSseEvent event(Sse sse, StatusNews news) {
        if (news instanceof StatusNews.Changed changed) {
            return sse.newEventBuilder()
                    .name("status")
                    .data(StudyStatus.class, changed.status())
                    .build();
        }
        return sse.newEventBuilder().comment("still there").build();
    }
}
