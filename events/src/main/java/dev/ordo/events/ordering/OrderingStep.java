package dev.ordo.events.ordering;

import dev.ordo.events.Technique;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * One technique of an ordering.
 *
 * @param technique what is done
 * @param parameters recipe parameters given in place, by name; they override the study's recipe for this step
 */
public record OrderingStep(Technique technique, Map<String, String> parameters) {

    public OrderingStep {
        parameters = Map.copyOf(parameters);
    }

    public OrderingStep(Technique technique) {
        this(technique, Map.of());
    }

    /** As written in an ordering, parameters sorted by name. */
    @Override
    public String toString() {
        if (parameters.isEmpty()) {
            return technique.symbol();
        }
        return new TreeMap<>(parameters)
                .entrySet().stream()
                        .map(each -> each.getKey() + "=" + each.getValue())
                        .collect(Collectors.joining(",", technique.symbol() + "(", ")"));
    }
}
