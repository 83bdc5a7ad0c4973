package dev.ordo.artifacts;

import dev.ordo.events.Checks;
import dev.ordo.events.stage.CheckpointRef;

/**
 * A model that studies may name.
 *
 * @param name what studies call it
 * @param checkpoint which checkpoint that is
 * @param provenance where it is from and under which licence
 */
public record CatalogModel(String name, CheckpointRef checkpoint, String provenance) {

    public CatalogModel {
        Checks.name("name", name);
        Checks.required("checkpoint", checkpoint);
        provenance = provenance == null ? "" : provenance;
    }
}
