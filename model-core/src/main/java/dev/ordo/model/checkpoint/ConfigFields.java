package dev.ordo.model.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;

/** Typed access to the fields of one JSON object; what is absent and what is null are the same. */
final class ConfigFields {
    private final ObjectNode json;
    private final String prefix;

    ConfigFields(ObjectNode json, String prefix) {
        this.json = json;
        this.prefix = prefix;
    }

    boolean has(String field) {
        return json.hasNonNull(field);
    }

    List<String> names() {
        List<String> names = new ArrayList<>();
        json.fieldNames().forEachRemaining(names::add);
        return names;
    }

    ConfigFields object(String field) {
        if (json.get(field) instanceof ObjectNode object) {
            return new ConfigFields(object, prefix + field + ".");
        }
        throw invalid(field, "must be an object");
    }

    /** An absent object has no fields. */
    ConfigFields objectOrEmpty(String field) {
        return has(field)
                ? object(field)
                : new ConfigFields(JsonNodeFactory.instance.objectNode(), prefix + field + ".");
    }

    /** Whether the field is there, and null. */
    boolean isNull(String field) {
        return json.path(field).isNull();
    }

    int size(String field, int max) {
        JsonNode value = json.get(field);
        if (value == null || value.isNull()) {
            throw invalid(field, "is missing");
        }
        if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < 1 || value.intValue() > max) {
            throw invalid(field, "must be a whole number in [1, " + max + "], was " + value);
        }
        return value.intValue();
    }

    int size(String field, int max, int otherwise) {
        return has(field) ? size(field, max) : otherwise;
    }

    /** A whole number from 0. */
    int count(String field, int otherwise) {
        JsonNode value = json.path(field);
        return value.isInt() && value.intValue() == 0 ? 0 : size(field, Integer.MAX_VALUE, otherwise);
    }

    double positive(String field) {
        if (!has(field)) {
            throw invalid(field, "is missing");
        }
        return positive(field, 0);
    }

    double positive(String field, double otherwise) {
        if (!has(field)) {
            return otherwise;
        }
        JsonNode value = json.get(field);
        if (!value.isNumber() || !(value.doubleValue() > 0) || Double.isInfinite(value.doubleValue())) {
            throw invalid(field, "must be a positive number, was " + value);
        }
        return value.doubleValue();
    }

    boolean flag(String field, boolean otherwise) {
        if (!has(field)) {
            return otherwise;
        }
        if (!json.get(field).isBoolean()) {
            throw invalid(field, "must be true or false, was " + json.get(field));
        }
        return json.get(field).booleanValue();
    }

    String text(String field, String otherwise) {
        if (!has(field)) {
            return otherwise;
        }
        if (!json.get(field).isTextual()) {
            throw invalid(field, "must be a string, was " + json.get(field));
        }
        return json.get(field).textValue();
    }

    /** One token id, several, or none. */
    List<Integer> tokenIds(String field) {
        List<Integer> ids = new ArrayList<>();
        if (has(field)) {
            JsonNode value = json.get(field);
            Iterable<JsonNode> values = value.isArray() ? value : List.of(value);
            values.forEach(id -> ids.add(tokenId(field, id)));
        }
        return List.copyOf(ids);
    }

    OptionalInt tokenId(String field) {
        return has(field) ? OptionalInt.of(tokenId(field, json.get(field))) : OptionalInt.empty();
    }

    private int tokenId(String field, JsonNode value) {
        if (!value.isIntegralNumber() || !value.canConvertToInt()) {
            throw invalid(field, "must be a token id, was " + value);
        }
        return value.intValue();
    }

    List<String> texts(String field) {
        List<String> texts = new ArrayList<>();
        if (has(field)) {
            if (!json.get(field).isArray()) {
                throw invalid(field, "must be an array of strings, was " + json.get(field));
            }
            json.get(field).forEach(value -> texts.add(Objects.requireNonNullElse(value.textValue(), "" + value)));
        }
        return texts;
    }

    /** Refuses any value but this one, however a number is written; an absent field passes. */
    void only(String field, Object supported) {
        if (has(field) && !equal(json.get(field), supported)) {
            throw unsupported(field, "only " + supported);
        }
    }

    private static boolean equal(JsonNode value, Object supported) {
        return supported instanceof Number number
                ? value.isNumber() && value.doubleValue() == number.doubleValue()
                : value.asText().equals(String.valueOf(supported));
    }

    /** Refuses any value at all. */
    void none(String field) {
        if (has(field)) {
            throw unsupported(field, "only null");
        }
    }

    UnsupportedConfigException unsupported(String field, String supported) {
        return new UnsupportedConfigException(prefix + field, String.valueOf(json.get(field)), supported);
    }

    InvalidConfigException invalid(String field, String problem) {
        return new InvalidConfigException(prefix + field, problem);
    }
}
