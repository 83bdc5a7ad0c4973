package dev.ordo.evaluator.judge.chat;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;

/**
 * One token of a reply.
 *
 * @param text the token
 * @param alternatives log-probabilities (natural) of the likeliest tokens in its place, itself included; empty where no digit
 *     stands in it or before it, for they would fill the store
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ChosenToken(String text, Map<String, Double> alternatives) {
    public ChosenToken {
        alternatives = alternatives == null ? Map.of() : Map.copyOf(alternatives);
    }
}
