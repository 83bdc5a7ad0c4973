package dev.ordo.orchestrator.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.ordo.events.Checks;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One JSON object of a request, read field by field, so that one bad field does not hide the next. */
final class Section {
    private final String path;
    private final JsonNode node;
    private final Problems problems;

    Section(String path, JsonNode node, Problems problems) {
        this.path = path;
        this.node = node.isObject() ? node : JsonNodeFactory.instance.objectNode();
        this.problems = problems;
        if (!node.isObject()) {
            problems.add(path.isEmpty() ? "study" : path, "must be an object");
        }
    }

    void refuseFieldsBut(Set<String> known) {
        node.fieldNames().forEachRemaining(each -> {
            if (!known.contains(each)) {
                problems.add(
                        at(each),
                        "is not a field; known are "
                                + String.join(", ", known.stream().sorted().toList()));
            }
        });
    }

    String at(String field) {
        return path.isEmpty() ? field : path + "." + field;
    }

    boolean has(String field) {
        return node.hasNonNull(field);
    }

    JsonNode get(String field) {
        return node.path(field);
    }

    /** An object inside this one; a problem where it is required and missing. */
    Section section(String field, boolean required) {
        boolean absent = !has(field);
        if (absent && required) {
            problems.add(at(field), "is required");
        }
        return new Section(at(field), absent ? JsonNodeFactory.instance.objectNode() : get(field), problems);
    }

    Optional<String> name(String field) {
        return name(at(field), node.get(field));
    }

    Optional<String> name(String place, JsonNode value) {
        if (value == null || value.isNull()) {
            problems.add(place, "is required");
            return Optional.empty();
        }
        if (!value.isTextual()) {
            problems.add(place, "must be a name, was " + value);
            return Optional.empty();
        }
        return problems.attempt(place, () -> Checks.name(place, value.textValue()));
    }

    /** The elements of an array that must not be empty. */
    List<JsonNode> list(String field) {
        if (!has(field)) {
            problems.add(at(field), "is required");
            return List.of();
        }
        List<JsonNode> elements = new ArrayList<>();
        get(field).elements().forEachRemaining(elements::add);
        if (!get(field).isArray()) {
            problems.add(at(field), "must be a list");
            return List.of();
        }
        if (elements.isEmpty()) {
            problems.add(at(field), "must not be empty");
        }
        return elements;
    }

    /** An integer of at least {@code low}, where there is one at all. */
    void integer(String place, JsonNode value, long low) {
        if (!value.isMissingNode() && !value.isNull() && (!value.canConvertToLong() || !value.isIntegralNumber())) {
            problems.add(place, "must be an integer, was " + value);
        } else if (value.isIntegralNumber() && value.longValue() < low) {
            problems.add(place, "must be at least " + low + ", was " + value);
        }
    }
}
