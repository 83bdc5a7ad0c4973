package dev.ordo.events.judging;

import dev.ordo.events.Checks;
import dev.ordo.events.InvalidEventException;
import java.util.List;

/** What may be said to a judge, and what is said where a study says nothing. */
final class JudgingText {
    static final String DEFAULT_CRITERIA = "How correct the response is, and how relevant to the prompt.";
    static final String DEFAULT_INSTRUCTION = "The response is concise and relevant to what was asked.";
    private static final int MOST_CHARACTERS = 4000;
    private static final int MOST_TEXTS = 16;

    private JudgingText() {}

    static String check(String path, String text) {
        Checks.required(path, text);
        if (text.isEmpty() || text.length() > MOST_CHARACTERS) {
            throw new InvalidEventException(
                    path, "must be 1 to " + MOST_CHARACTERS + " characters, was " + text.length());
        }
        return text;
    }

    static List<String> check(String path, List<String> texts) {
        Checks.required(path, texts);
        if (texts.size() > MOST_TEXTS) {
            throw new InvalidEventException(path, "must be at most " + MOST_TEXTS + " texts, were " + texts.size());
        }
        texts.forEach(each -> check(path, each));
        return List.copyOf(texts);
    }
}
