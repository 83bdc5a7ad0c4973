package dev.ordo.orchestrator.plan;

import dev.ordo.dataset.Fingerprints;
import dev.ordo.events.stage.CheckpointRef;
import dev.ordo.events.stage.DatasetRef;

/**
 * What names stand for, and what is known of data. All look-ups throw {@link dev.ordo.events.error.RetryableException} while the store is away, and
 * {@link dev.ordo.events.error.PermanentException} where there is nothing of that name, saying so.
 */
public interface ModelCatalog {

    CheckpointRef model(String name);

    DatasetRef data(String name);

    /** What tells whether a data set shares text with another. */
    Fingerprints fingerprints(DatasetRef set);
}
