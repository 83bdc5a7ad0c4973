package dev.ordo.orchestrator.rest;

import dev.ordo.events.error.OrdoException;
import dev.ordo.events.error.RetryableException;
import dev.ordo.events.study.StudyProblem;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Failures that Ordo can explain, as answers. */
public class FailureMappers {

    @ServerExceptionMapper
    Response ordo(OrdoException failure) {
        return answer(
                failure instanceof RetryableException
                        ? Response.Status.SERVICE_UNAVAILABLE
                        : Response.Status.BAD_REQUEST,
                failure.code().name(),
                failure.getMessage());
    }

    @ServerExceptionMapper
    Response notReady(StatusesNotReadyException failure) {
        return answer(Response.Status.SERVICE_UNAVAILABLE, "studies", failure.getMessage());
    }

    private static Response answer(Response.Status status, String path, String message) {
        return Response.status(status)
                .type(MediaType.APPLICATION_JSON)
                .entity(new Errors(List.of(new StudyProblem(path, message))))
                .build();
    }
}
