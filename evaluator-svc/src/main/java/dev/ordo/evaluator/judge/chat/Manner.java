package dev.ordo.evaluator.judge.chat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * How a model is asked.
 *
 * @param format what the endpoint holds it to
 * @param tokens whether it is to tell probabilities
 */
record Manner(ReplyFormat format, boolean tokens) {
    /** This one and all that ask for less, in the order in which they are tried: a format is given up before probabilities are. */
    List<Manner> orLess() {
        return Stream.of(true, false)
                .filter(each -> tokens || !each)
                .flatMap(each -> Arrays.stream(ReplyFormat.values())
                        .filter(other -> other.compareTo(format) >= 0)
                        .map(other -> new Manner(other, each)))
                .toList();
    }

    /** What both ask for. */
    Manner and(Manner other) {
        return new Manner(format.compareTo(other.format) > 0 ? format : other.format, tokens && other.tokens);
    }
}
