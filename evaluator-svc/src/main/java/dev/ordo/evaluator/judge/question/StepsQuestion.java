package dev.ordo.evaluator.judge.question;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ordo.evaluator.judge.chat.ChatReply;
import dev.ordo.evaluator.judge.chat.ReplyShape;
import java.util.ArrayList;
import java.util.List;

/**
 * G-Eval's first question: how answers are to be checked against the criteria (arXiv 2303.16634, section 2.1).
 *
 * @param criteria what a good answer is
 */
public record StepsQuestion(String criteria) implements Question<List<String>> {
    private static final int MOST_STEPS = 16;
    private static final int LONGEST_STEP = 2000;

    @Override
    public String edition() {
        return "steps/1";
    }

    @Override
    public String text() {
        return """
                Somebody is going to grade what a language model responded to prompts. These are the criteria:

                %s

                Write down, in three or four short steps, how to check one prompt and its response against them. Reply with \
                one JSON object and nothing else:
                {"steps": ["first step", "second step", "third step"]}
                """.formatted(criteria);
    }

    @Override
    public ReplyShape shape() {
        String schema = """
                {"type": "object",
                 "properties": {
                   "steps": {"type": "array", "items": %s, "minItems": 1, "maxItems": 4}},
                 "required": ["steps"], "additionalProperties": false}
                """;
        return new ReplyShape("steps", schema.formatted(Sentence.SCHEMA), false);
    }

    @Override
    public List<String> read(ChatReply reply) {
        List<String> steps = new ArrayList<>();
        for (JsonNode each : ReplyJson.field(reply.text(), "steps")) {
            if (!each.isTextual() || each.asText().isBlank() || each.asText().length() > LONGEST_STEP) {
                throw new MalformedReplyException("every step must be a text of 1 to " + LONGEST_STEP + " characters");
            }
            steps.add(each.asText());
        }
        if (steps.isEmpty() || steps.size() > MOST_STEPS) {
            throw new MalformedReplyException("\"steps\" must be a list of 1 to " + MOST_STEPS + " texts");
        }
        return steps;
    }
}
