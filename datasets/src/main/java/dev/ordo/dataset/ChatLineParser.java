package dev.ordo.dataset;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Reads one line of a chat file, and tells what is wrong with it. */
final class ChatLineParser {
    private static final String FORMS = "{\"messages\": [{\"role\": ..., \"content\": ...}]} or {\"text\": \"...\"}";
    private static final Set<String> OF_A_MESSAGE = Set.of("role", "content");
    private static final ObjectReader READER = JsonMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build()
            .readerFor(JsonNode.class);

    private final Path file;

    ChatLineParser(Path file) {
        this.file = file;
    }

    ChatRecord parse(int line, String content) {
        JsonNode json = json(line, content);
        if (!json.isObject()) {
            throw defect(line, "expected " + FORMS + ", was " + kind(json));
        }
        if (json.has("messages") == json.has("text")) {
            throw defect(line, "expected " + FORMS + ", has " + (json.has("text") ? "both" : "neither"));
        }
        return json.has("text")
                ? new ChatRecord.Passage(text(line, "text", json.get("text")))
                : conversation(line, json.get("messages"));
    }

    private JsonNode json(int line, String content) {
        try {
            return READER.readValue(content);
        } catch (JsonProcessingException e) {
            int column = e.getLocation() == null ? 1 : e.getLocation().getColumnNr();
            throw defect(line, "is no JSON, at column " + column + ": " + e.getOriginalMessage());
        }
    }

    private ChatRecord conversation(int line, JsonNode messages) {
        if (!messages.isArray() || messages.isEmpty()) {
            throw defect(line, "messages must be a list of at least one message, was " + kind(messages));
        }
        List<Message> turns = new ArrayList<>();
        for (int i = 0; i < messages.size(); i++) {
            turns.add(message(line, "messages[" + i + "]", messages.get(i)));
        }
        if (turns.stream().noneMatch(each -> each.role() == Role.ASSISTANT)) {
            throw defect(line, "messages has no turn of the assistant, so that there is nothing to learn");
        }
        return new ChatRecord.Conversation(turns);
    }

    private Message message(int line, String path, JsonNode message) {
        if (!message.isObject()) {
            throw defect(line, path + " must be an object with role and content, was " + kind(message));
        }
        Set<String> others = new TreeSet<>();
        message.fieldNames().forEachRemaining(others::add);
        others.removeAll(OF_A_MESSAGE);
        if (!others.isEmpty()) {
            throw defect(line, path + " must have role and content alone, has " + String.join(", ", others));
        }
        JsonNode role = message.path("role");
        Role known = Role.of(role.asText())
                .orElseThrow(
                        () -> defect(line, path + ".role must be system, user or assistant, was " + shortened(role)));
        return new Message(known, text(line, path + ".content", message.path("content")));
    }

    private String text(int line, String path, JsonNode value) {
        if (!value.isTextual()) {
            throw defect(line, path + " must be a string, was " + kind(value));
        }
        if (value.textValue().isBlank()) {
            throw defect(line, path + " must not be empty");
        }
        if (!Surrogates.paired(value.textValue())) {
            throw defect(line, path + " holds half of a surrogate pair, which is no character");
        }
        return value.textValue();
    }

    private static String kind(JsonNode node) {
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

    private static String shortened(JsonNode node) {
        String text = node.isMissingNode() ? "missing" : node.toString();
        return text.length() <= 60 ? text : text.substring(0, 60) + "...";
    }

    private InvalidDataException defect(int line, String problem) {
        return new InvalidDataException(file, line, problem);
    }
}
