package dev.ordo.dataset;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads one line of a chat file, and tells what is wrong with it. */
final class ChatLineParser {
    private static final String FORMS = "{\"messages\": [{\"role\": ..., \"content\": ...}]} or {\"text\": \"...\"}";
    private static final Set<String> OF_A_MESSAGE = Set.of("role", "content");

    private final JsonLine line;

    private ChatLineParser(JsonLine line) {
        this.line = line;
    }

    /** @throws InvalidDataException if it is no record of chat */
    static ChatRecord parse(JsonLine line) {
        return new ChatLineParser(line).record();
    }

    private ChatRecord record() {
        JsonNode json = line.object(FORMS);
        if (json.has("messages") == json.has("text")) {
            throw line.defect("expected " + FORMS + ", has " + (json.has("text") ? "both" : "neither"));
        }
        return json.has("text")
                ? new ChatRecord.Passage(line.text("text", json.get("text")))
                : conversation(json.get("messages"));
    }

    private ChatRecord conversation(JsonNode messages) {
        if (!messages.isArray() || messages.isEmpty()) {
            throw line.defect("messages must be a list of at least one message, was " + JsonLine.kind(messages));
        }
        List<Message> turns = new ArrayList<>();
        for (int i = 0; i < messages.size(); i++) {
            turns.add(message("messages[" + i + "]", messages.get(i)));
        }
        if (turns.stream().noneMatch(each -> each.role() == Role.ASSISTANT)) {
            throw line.defect("messages has no turn of the assistant, so that there is nothing to learn");
        }
        return new ChatRecord.Conversation(turns);
    }

    private Message message(String path, JsonNode message) {
        if (!message.isObject()) {
            throw line.defect(path + " must be an object with role and content, was " + JsonLine.kind(message));
        }
        Set<String> others = JsonLine.fieldsBeside(OF_A_MESSAGE, message);
        if (!others.isEmpty()) {
            throw line.defect(path + " must have role and content alone, has " + String.join(", ", others));
        }
        JsonNode role = message.path("role");
        Role known = Role.of(role.asText())
                .orElseThrow(() ->
                        line.defect(path + ".role must be system, user or assistant, was " + JsonLine.shortened(role)));
        return new Message(known, line.text(path + ".content", message.path("content")));
    }
}
