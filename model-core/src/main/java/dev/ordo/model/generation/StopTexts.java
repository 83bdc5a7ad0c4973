package dev.ordo.model.generation;

import dev.ordo.model.tokenizer.TextTokenizer;
import java.util.List;

/**
 * Texts that end what is generated, and are no part of it. They may begin and end within tokens.
 *
 * @param tokenizer stays its owner's
 * @param texts none empty
 */
public record StopTexts(TextTokenizer tokenizer, List<String> texts) {
    public StopTexts {
        texts = List.copyOf(texts);
        if (texts.contains("")) {
            throw new IllegalArgumentException("a stop text must not be empty");
        }
    }

    /** Whether one of the texts stands in what these tokens say. */
    public boolean reached(int[] tokens) {
        return !texts.isEmpty() && first(tokenizer.decodeText(tokens)) >= 0;
    }

    /** What these tokens say before the first of the texts, special tokens left out. */
    public String before(int[] tokens) {
        String whole = tokenizer.decodeText(tokens);
        int end = first(whole);
        return end < 0 ? whole : whole.substring(0, end);
    }

    private int first(String whole) {
        return texts.stream()
                .mapToInt(whole::indexOf)
                .filter(at -> at >= 0)
                .min()
                .orElse(-1);
    }
}
