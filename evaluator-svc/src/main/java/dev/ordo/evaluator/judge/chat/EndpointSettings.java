package dev.ordo.evaluator.judge.chat;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * Where judges are reached, and with how much patience.
 *
 * @param endpoint base URL, as {@code http://127.0.0.1:8080/v1}
 * @param key what authorizes us, if anything does
 * @param timeout for one request, from connecting to the last byte
 * @param retries how often a request that failed for the moment is sent again
 * @param backOff pause before the first retry; each further one doubles it
 * @param longestBackOff no pause is longer, whatever the endpoint asks for
 * @param giveUpAfter after so many failed requests in a row no more are sent
 * @param temperature of the judge, if it is told any
 * @param maxTokens of one reply, if the judge is told any limit
 * @param format what the endpoint is asked to hold replies to; less, where it refuses
 * @param maxBytes of one reply as it travels; a longer one is not read to its end
 */
public record EndpointSettings(
        String endpoint,
        Optional<String> key,
        Duration timeout,
        int retries,
        Duration backOff,
        Duration longestBackOff,
        int giveUpAfter,
        Optional<Double> temperature,
        Optional<Integer> maxTokens,
        ReplyFormat format,
        int maxBytes) {
    /** @throws IllegalArgumentException if the endpoint is not an http or https URL, naming the setting */
    public EndpointSettings {
        if (!endpoint.matches("https?://[^/\\s]+.*") || URI.create(endpoint).getHost() == null) {
            throw new IllegalArgumentException(
                    "ordo.evaluator.judge.endpoint must be an http or https URL, was '" + endpoint + "'");
        }
    }

    /** How the judge is asked, in words that change with it. */
    public String parameters() {
        return "temperature " + temperature.map(String::valueOf).orElse("its own") + ", at most "
                + maxTokens.map(String::valueOf).orElse("its own number of") + " tokens, "
                + OpenAiChat.ALTERNATIVES + " alternatives, " + format;
    }

    /** Not the key: this may be logged. */
    @Override
    public String toString() {
        return "EndpointSettings[" + endpoint + (key.isPresent() ? " with a key]" : " without a key]");
    }
}
