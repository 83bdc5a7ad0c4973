package dev.ordo.orchestrator.plan;

import dev.ordo.events.error.PermanentException;
import dev.ordo.events.stage.CheckpointRef;
import dev.ordo.events.stage.DatasetRef;
import java.util.Optional;
import java.util.function.Supplier;

/** Looks names up; what there is not becomes a problem of the place that names it. */
final class NameLookup {
    private final ModelCatalog catalog;
    private final Problems problems;

    NameLookup(ModelCatalog catalog, Problems problems) {
        this.catalog = catalog;
        this.problems = problems;
    }

    Optional<CheckpointRef> model(String place, String name) {
        return found(place, () -> catalog.model(name));
    }

    Optional<DatasetRef> data(String place, String name) {
        return found(place, () -> catalog.data(name));
    }

    private <T> Optional<T> found(String place, Supplier<T> lookUp) {
        try {
            return Optional.of(lookUp.get());
        } catch (PermanentException e) {
            problems.add(place, e.getMessage());
            return Optional.empty();
        }
    }
}
