package dev.ordo.evaluator.judge.question;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The JSON object in a judge's reply. Judges wrap it in code fences, talk before and after it, leave trailing commas, break lines
 * within strings, and forget the last brace: all of that is mended. A field that is written twice is not: the judge may have
 * repeated one from a text that was to be judged.
 */
final class ReplyJson {
    private static final int MOST_BEGINNINGS = 16;
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
            .enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
            .build();

    private ReplyJson() {}

    /**
     * The value of a field of the one object that has it.
     *
     * @throws MalformedReplyException if there is none, or there may be two
     */
    static JsonNode field(String reply, String name) {
        if (Pattern.compile("\"" + name + "\"\\s*:").matcher(reply).results().count() > 1) {
            throw new MalformedReplyException("the field \"" + name + "\" must be written once");
        }
        int start = reply.indexOf('{');
        for (int tries = 0; start >= 0 && tries < MOST_BEGINNINGS; tries++) {
            String rest = reply.substring(start);
            Optional<JsonNode> found = object(rest).or(() -> object(rest + "}")).map(object -> object.get(name));
            if (found.isPresent()) {
                return found.get();
            }
            start = reply.indexOf('{', start + 1);
        }
        throw new MalformedReplyException("there is no JSON object with the field \"" + name + "\"");
    }

    /** The object that a text begins with; what follows it is passed over. */
    private static Optional<JsonNode> object(String text) {
        try {
            return Optional.of(MAPPER.readTree(text));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }
}
