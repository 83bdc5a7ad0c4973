package dev.ordo.evaluator;

import dev.ordo.evaluator.judge.chat.ReplyFormat;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** How this deployment computes and what it publishes. */
@ConfigMapping(prefix = "ordo.evaluator")
public interface EvaluatorSettings {
    /** CPU threads inside one operation. Another number sums in another order, so it may give other last digits. */
    @WithDefault("2")
    int threads();

    /** Where to compute: {@code cpu}, {@code cuda} or {@code cuda:N}; {@code ORDO_DEVICE} sets it for every service. */
    @WithDefault("${ordo.device:cpu}")
    String device();

    /** Local disk that what was computed of baselines may take, so that it is not computed again for every checkpoint. */
    @WithDefault("4G")
    MemorySize baselineRecords();

    /** Studies whose figures are published; older ones are dropped. */
    @WithDefault("50")
    int publishedStudies();

    /** Models that judge. */
    Judge judge();

    /**
     * An OpenAI-compatible endpoint. Its key is no setting: it is the environment's {@code ORDO_JUDGE_API_KEY}. A study names a
     * judge's model, never an address.
     */
    interface Judge {
        /** Base URL, as {@code http://127.0.0.1:8080/v1}; without one no model judges. */
        Optional<String> endpoint();

        /** For one request, from connecting to the last byte. */
        @WithDefault("60S")
        Duration timeout();

        /** How often a request that failed for the moment (429, 5xx, no connection, timeout) is sent again. */
        @WithDefault("4")
        int retries();

        /** Pause before the first retry; each further one doubles it. */
        @WithDefault("1S")
        Duration backOff();

        /** No pause is longer, whatever the endpoint asks for. */
        @WithDefault("30S")
        Duration longestBackOff();

        /** After so many requests in a row that failed for good, the rest of an evaluation's judgements fail unasked. */
        @WithDefault("8")
        int giveUpAfter();

        /** Questions under way at a time. */
        @WithDefault("4")
        int parallel();

        /** Of the judge; empty leaves it to the endpoint. */
        @WithDefault("0")
        Optional<Double> temperature();

        /** Of one reply; empty leaves it to the endpoint. */
        @WithDefault("512")
        Optional<Integer> maxTokens();

        /** What the endpoint is asked to hold replies to ({@code response_format}); one that refuses is asked for less. */
        @WithDefault("json-schema")
        ReplyFormat replyFormat();

        /** Of one reply as it travels, token probabilities included; a longer one fails. */
        @WithDefault("4M")
        MemorySize maxReply();

        /** Characters of one question, prompt and response included; a longer one fails. */
        @WithDefault("65536")
        int maxQuestion();
    }
}
