package dev.ordo.orchestrator;

import dev.ordo.orchestrator.rest.Errors;
import jakarta.ws.rs.core.Application;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Components;
import org.eclipse.microprofile.openapi.annotations.OpenAPIDefinition;
import org.eclipse.microprofile.openapi.annotations.info.Info;
import org.eclipse.microprofile.openapi.annotations.info.License;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What {@code /q/openapi} says of the whole interface, and the answers that several endpoints give. */
@OpenAPIDefinition(
        info =
                @Info(
                        title = "Ordo",
                        version = "1.0.0",
                        description = "Asks for studies and reads what became of them. The same events lie on Kafka:"
                                + " asyncapi.yaml in the events jar describes them, and schema/ beside it has the JSON"
                                + " Schema of each.",
                        license = @License(name = "Apache-2.0", url = "https://www.apache.org/licenses/LICENSE-2.0")),
        tags = {
            @Tag(name = "studies", description = "Ask for studies, follow, cancel and retry them, read their reports."),
            @Tag(name = "catalog", description = "The models and texts that studies may name.")
        },
        components =
                @Components(
                        responses = {
                            @APIResponse(
                                    name = "Refused",
                                    description = "What was sent is wrong; all its problems, each with its path.",
                                    content =
                                            @Content(
                                                    mediaType = MediaType.APPLICATION_JSON,
                                                    schema = @Schema(implementation = Errors.class))),
                            @APIResponse(
                                    name = "UnknownStudy",
                                    description = "There is no such study, or none yet.",
                                    content =
                                            @Content(
                                                    mediaType = MediaType.APPLICATION_JSON,
                                                    schema = @Schema(implementation = Errors.class))),
                            @APIResponse(
                                    name = "Conflict",
                                    description = "The study is in no state for this, or its id is another request's.",
                                    content =
                                            @Content(
                                                    mediaType = MediaType.APPLICATION_JSON,
                                                    schema = @Schema(implementation = Errors.class))),
                            @APIResponse(
                                    name = "NotNow",
                                    description = "The broker or the store is away, or the orchestrator is starting:"
                                            + " ask again.",
                                    content =
                                            @Content(
                                                    mediaType = MediaType.APPLICATION_JSON,
                                                    schema = @Schema(implementation = Errors.class)))
                        }))
public class OpenApiDescription extends Application {}
