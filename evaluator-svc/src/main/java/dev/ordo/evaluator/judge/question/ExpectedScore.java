package dev.ordo.evaluator.judge.question;

import dev.ordo.evaluator.judge.chat.ChosenToken;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The expectation of a score, {@code sum p(s) s / sum p(s)}, over the numbers among the likeliest tokens in the place where the
 * judge wrote it (arXiv 2303.16634, equation 1). Tokens under 1 % do not count, as in DeepEval.
 *
 * <p>DeepEval takes the first token of the reply that equals the score; we take the one that is the value of {@code "score"}, so
 * that a digit in the reason is not mistaken for it. Where the judge's vocabulary writes the space before a digit into the
 * token, DeepEval finds no token; we compare tokens of the same shape. Numbers over 10 do not count.
 */
final class ExpectedScore {
    private static final double LEAST_LOG_PROBABILITY = Math.log(0.01);
    private static final Pattern FIELD = Pattern.compile("\"score\"\\s*:\\s*\"?");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,2}");

    private ExpectedScore() {}

    /**
     * @param written the score as the judge wrote it
     * @return in [0, 10]; empty where no token is the score, or its alternatives are not told
     */
    static OptionalDouble of(String written, List<ChosenToken> tokens) {
        int place = place(tokens);
        int offset = 0;
        for (ChosenToken token : tokens) {
            int end = offset + token.text().length();
            if (end > place) {
                return token.text().strip().equals(written)
                        ? expectation(
                                token, token.text().substring(0, token.text().indexOf(written)))
                        : OptionalDouble.empty();
            }
            offset = end;
        }
        return OptionalDouble.empty();
    }

    /** Where the score begins in the reply, in characters; past its end if there is none. */
    private static int place(List<ChosenToken> tokens) {
        StringBuilder text = new StringBuilder();
        tokens.forEach(each -> text.append(each.text()));
        Matcher field = FIELD.matcher(text);
        return field.find() ? field.end() : text.length();
    }

    private static OptionalDouble expectation(ChosenToken token, String space) {
        double weighted = 0;
        double total = 0;
        for (Map.Entry<String, Double> each : token.alternatives().entrySet()) {
            String number = each.getKey().startsWith(space) ? each.getKey().substring(space.length()) : "";
            if (each.getValue() >= LEAST_LOG_PROBABILITY
                    && NUMBER.matcher(number).matches()
                    && Integer.parseInt(number) <= ScoreQuestion.HIGHEST) {
                double probability = Math.exp(each.getValue());
                weighted += probability * Integer.parseInt(number);
                total += probability;
            }
        }
        return total > 0 ? OptionalDouble.of(weighted / total) : OptionalDouble.empty();
    }
}
