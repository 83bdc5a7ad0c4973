package dev.ordo.orchestrator.rest;

import dev.ordo.events.study.StudyProblem;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;

/**
 * What every refusal looks like.
 *
 * @param errors everything that is wrong, each with its path in the request
 */
public record Errors(List<StudyProblem> errors) {

    static WebApplicationException of(Response.Status status, List<StudyProblem> problems) {
        return new WebApplicationException(Response.status(status)
                .type(MediaType.APPLICATION_JSON)
                .entity(new Errors(problems))
                .build());
    }

    static WebApplicationException of(Response.Status status, String path, String message) {
        return of(status, List.of(new StudyProblem(path, message)));
    }
}
