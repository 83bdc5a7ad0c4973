package dev.ordo.evaluator.response;

import java.util.List;

/**
 * What a checkpoint said to one prompt.
 *
 * @param prompt what was asked, without chat template
 * @param instructions what the answer is to obey; may be empty
 * @param text the answer alone, without the prompt and without special tokens; may be empty
 */
public record Answer(String prompt, List<String> instructions, String text) {
    public Answer {
        instructions = List.copyOf(instructions);
    }
}
