package dev.ordo.evaluator.judge.chat;

import java.util.List;

/**
 * What a model replied.
 *
 * @param text all of it
 * @param tokens it in pieces, where the model told them; else empty
 */
public record ChatReply(String text, List<ChosenToken> tokens) {
    public ChatReply {
        text = text == null ? "" : text;
        tokens = tokens == null ? List.of() : List.copyOf(tokens);
    }
}
