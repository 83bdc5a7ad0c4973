package dev.ordo.dataset;

import java.util.List;

/**
 * Something that models are asked.
 *
 * @param text what the model reads; not blank
 * @param instructions what it asks of the answer, each by itself, so that each can be judged; the model does not read them
 */
public record Prompt(String text, List<String> instructions) {
    public Prompt {
        instructions = List.copyOf(instructions);
    }
}
