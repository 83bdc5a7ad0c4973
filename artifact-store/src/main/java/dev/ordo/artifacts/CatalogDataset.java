package dev.ordo.artifacts;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.ordo.events.Checks;
import dev.ordo.events.stage.DataFormat;
import dev.ordo.events.stage.DatasetRef;

/**
 * A data set that studies may name.
 *
 * @param data which bytes, and what studies call them
 * @param bytes how many
 * @param provenance where they are from and under which licence
 */
public record CatalogDataset(DatasetRef data, Long bytes, String provenance) {

    public CatalogDataset {
        Checks.required("data", data);
        Checks.between("bytes", bytes, 1L, Long.MAX_VALUE);
        provenance = provenance == null ? "" : provenance;
    }

    /** What the bytes are; told by the location. */
    @JsonProperty("format")
    public DataFormat format() {
        return data.format();
    }

    public String name() {
        return data.name();
    }
}
