package dev.ordo.dataset;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

/**
 * One line of a file of JSON lines, and the words for what is wrong with it.
 *
 * @param number counted from 1
 */
record JsonLine(Path file, int number, String content) {
    private static final ObjectReader READER = JsonMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build()
            .readerFor(JsonNode.class);

    /** The object that the line is; {@code forms} is told to those who wrote something else. */
    JsonNode object(String forms) {
        JsonNode json = json();
        if (!json.isObject()) {
            throw defect("expected " + forms + ", was " + kind(json));
        }
        return json;
    }

    private JsonNode json() {
        try {
            return READER.readValue(content);
        } catch (JsonProcessingException e) {
            int column = e.getLocation() == null ? 1 : e.getLocation().getColumnNr();
            throw defect("is no JSON, at column " + column + ": " + e.getOriginalMessage());
        }
    }

    /** A text that says something. */
    String text(String path, JsonNode value) {
        if (!value.isTextual()) {
            throw defect(path + " must be a string, was " + kind(value));
        }
        if (value.textValue().isBlank()) {
            throw defect(path + " must not be empty");
        }
        if (!Surrogates.paired(value.textValue())) {
            throw defect(path + " holds half of a surrogate pair, which is no character");
        }
        return value.textValue();
    }

    InvalidDataException defect(String problem) {
        return new InvalidDataException(file, number, problem);
    }

    static Set<String> fieldsBeside(Set<String> known, JsonNode object) {
        Set<String> others = new TreeSet<>();
        object.fieldNames().forEachRemaining(others::add);
        others.removeAll(known);
        return others;
    }

    static String kind(JsonNode node) {
        return node.isMissingNode()
                ? "missing"
                : switch (node.getNodeType()) {
                    case ARRAY -> node.isEmpty() ? "an empty list" : "a list";
                    case OBJECT -> "an object";
                    case STRING -> "a string";
                    case NUMBER -> "a number";
                    default -> shortened(node);
                };
    }

    static String shortened(JsonNode node) {
        String text = node.isMissingNode() ? "missing" : node.toString();
        return text.length() <= 60 ? text : text.substring(0, 60) + "...";
    }
}
