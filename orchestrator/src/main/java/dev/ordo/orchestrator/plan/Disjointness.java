package dev.ordo.orchestrator.plan;

import dev.ordo.dataset.Fingerprints;
import dev.ordo.events.error.PermanentException;
import dev.ordo.events.stage.DatasetRef;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Refuses studies whose calibration, distillation and evaluation data share text, whatever the sets are called. Evaluation sets
 * may share text with each other.
 */
final class Disjointness {
    private final ModelCatalog catalog;
    private final Problems problems;
    private final Map<DatasetRef, String> places;
    private final Map<DatasetRef, Optional<Fingerprints>> known = new HashMap<>();

    /** @param places where the request names each set */
    Disjointness(ModelCatalog catalog, Problems problems, Map<DatasetRef, String> places) {
        this.catalog = catalog;
        this.problems = problems;
        this.places = places;
    }

    void check(Optional<DatasetRef> calibration, Optional<DatasetRef> distillation, List<DatasetRef> evaluation) {
        calibration.ifPresent(set -> {
            distillation.ifPresent(other -> compare(other, set));
            evaluation.forEach(each -> compare(each, set));
        });
        distillation.ifPresent(set -> evaluation.forEach(each -> compare(each, set)));
    }

    private void compare(DatasetRef set, DatasetRef other) {
        if (set.digest().equals(other.digest())) {
            return;
        }
        fingerprints(other)
                .flatMap(theirs -> fingerprints(set).flatMap(ours -> ours.overlap(theirs)))
                .ifPresent(found -> problems.add(
                        places.get(set),
                        "'" + set.name() + "' shares text with '" + other.name() + "' of " + places.get(other)
                                + ": for example, what begins in line " + found.line() + " is in line "
                                + found.otherLine()
                                + " there; calibration, distillation and evaluation must share none"));
    }

    private Optional<Fingerprints> fingerprints(DatasetRef set) {
        return known.computeIfAbsent(set, each -> {
            try {
                return Optional.of(catalog.fingerprints(each));
            } catch (PermanentException e) {
                problems.add(places.get(each), e.getMessage());
                return Optional.empty();
            }
        });
    }
}
