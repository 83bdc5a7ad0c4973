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

/** What there is to study. */
@Path("/")
@Blocking
@Produces(MediaType.APPLICATION_JSON)
public class CatalogResource {
    private final Catalog catalog;

    CatalogResource(Catalog catalog) {
        this.catalog = catalog;
    }

    @GET
    @Path("/models")
    public List<CatalogModel> models() {
        return catalog.models();
    }

    @GET
    @Path("/data")
    public List<CatalogDataset> data() {
        return catalog.dataSets();
    }
}
