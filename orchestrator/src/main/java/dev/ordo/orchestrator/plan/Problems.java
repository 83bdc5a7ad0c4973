package dev.ordo.orchestrator.plan;

import dev.ordo.events.InvalidEventException;
import dev.ordo.events.study.StudyProblem;
import dev.ordo.stage.messaging.EventBinding;
import dev.ordo.stage.messaging.MalformedEventException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** What is wrong with a request, gathered; the same complaint counts once. */
final class Problems {
    private final Set<StudyProblem> found = new LinkedHashSet<>();

    void add(String path, String message) {
        found.add(new StudyProblem(path, message));
    }

    boolean none() {
        return found.isEmpty();
    }

    List<StudyProblem> all() {
        return List.copyOf(found);
    }

    /** The value, or a problem at {@code path} in the words of whoever refused it. */
    <T> Optional<T> attempt(String path, Supplier<T> value) {
        try {
            return Optional.ofNullable(value.get());
        } catch (IllegalArgumentException | MalformedEventException e) {
            addRefusal(path, e);
            return Optional.empty();
        }
    }

    /** An event's own refusal begins with its path, which stands in for ours only where it leads on from there. */
    private void addRefusal(String path, RuntimeException failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof InvalidEventException invalid) {
                String place = invalid.path().startsWith(path + ".") ? invalid.path() : path;
                add(place, invalid.getMessage().substring(invalid.path().length() + 1));
                return;
            }
        }
        add(path, EventBinding.reason(failure));
    }
}
