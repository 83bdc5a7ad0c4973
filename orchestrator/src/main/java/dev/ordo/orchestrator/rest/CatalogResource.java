package dev.ordo.orchestrator.rest;

import dev.ordo.artifacts.Catalog;
import dev.ordo.artifacts.CatalogDataset;
import dev.ordo.artifacts.CatalogModel;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What there is to study. */
@Path("/")
@Blocking
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "catalog")
public class CatalogResource {
    private final Catalog catalog;

    CatalogResource(Catalog catalog) {
        this.catalog = catalog;
    }

    @GET
    @Path("/models")
    @Operation(summary = "List the models that studies may name")
    @APIResponse(responseCode = "200", description = "By name.")
    @APIResponse(responseCode = "503", ref = "NotNow")
    public List<CatalogModel> models() {
        return catalog.models();
    }

    @GET
    @Path("/data")
    @Operation(summary = "List the texts that studies may name")
    @APIResponse(responseCode = "200", description = "By name.")
    @APIResponse(responseCode = "503", ref = "NotNow")
    public List<CatalogDataset> data() {
        return catalog.dataSets();
    }
}
