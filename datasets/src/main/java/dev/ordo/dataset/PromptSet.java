package dev.ordo.dataset;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What models are asked: a file of JSON lines, each {@code {"prompt": "...", "instructions": ["..."]}}, the latter where there are
 * any. Blank lines are passed over. Other fields are refused: a misspelt one would leave something unjudged, and nobody would know.
 *
 * @param prompts in the order of the file; at least one
 */
public record PromptSet(List<Prompt> prompts) {
    /** Every prompt is answered by every checkpoint, and each answer judged. */
    static final int MOST_PROMPTS = 10_000;

    /** A line may have 1 MiB. */
    static final int LONGEST_LINE = 1 << 20;

    private static final String FORM = "{\"prompt\": \"...\", \"instructions\": [\"...\"]}";
    private static final Set<String> FIELDS = Set.of("prompt", "instructions");

    public PromptSet {
        prompts = List.copyOf(prompts);
    }

    /**
     * Reads a whole file.
     *
     * @throws InvalidDataException naming the file, the line, and what was expected there
     */
    public static PromptSet read(Path file) {
        List<Prompt> prompts = new ArrayList<>();
        new Utf8Lines(file, LONGEST_LINE).forEach((number, line) -> {
            if (!line.isBlank()) {
                prompts.add(prompt(new JsonLine(file, number, line)));
            }
            if (prompts.size() > MOST_PROMPTS) {
                throw new InvalidDataException(file, "holds more than " + MOST_PROMPTS + " prompts");
            }
        });
        if (prompts.isEmpty()) {
            throw new InvalidDataException(file, "holds no prompt");
        }
        return new PromptSet(prompts);
    }

    private static Prompt prompt(JsonLine line) {
        JsonNode json = line.object(FORM);
        Set<String> others = JsonLine.fieldsBeside(FIELDS, json);
        if (!others.isEmpty()) {
            throw line.defect("expected " + FORM + ", has " + String.join(", ", others));
        }
        return new Prompt(line.text("prompt", json.path("prompt")), instructions(line, json.path("instructions")));
    }

    private static List<String> instructions(JsonLine line, JsonNode list) {
        if (!list.isMissingNode() && !list.isArray()) {
            throw line.defect("instructions must be a list of strings, was " + JsonLine.kind(list));
        }
        List<String> instructions = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            instructions.add(line.text("instructions[" + i + "]", list.get(i)));
        }
        return instructions;
    }
}
