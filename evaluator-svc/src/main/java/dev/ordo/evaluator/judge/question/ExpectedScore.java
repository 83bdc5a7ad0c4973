package dev.ordo.evaluator.judge.question;

import dev.ordo.evaluator.judge.chat.ChosenToken;
import java.util.HashMap;
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
 *
 * <p>A vocabulary of single digits (Qwen, SmolLM) writes 10 as two tokens, so that its token "1" begins 1 or 10. How often it is
 * which, the next token tells where the judge wrote that 1: {@code p(10) = p("1") p("0" | "1")}. Where it wrote another digit, nobody
 * can tell, and that token does not count; DeepEval takes it for 1.
 */
final class ExpectedScore {
    private static final double LEAST_LOG_PROBABILITY = Math.log(0.01);
    private static final int TEN = 10;
    private static final Pattern FIELD = Pattern.compile("\"score\"\\s*:\\s*\"?");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,2}");

    private ExpectedScore() {}

    /**
     * @param written the score as the judge wrote it
     * @return in [0, 10]; empty where no token begins the score, or its alternatives are not told
     */
    static OptionalDouble of(String written, List<ChosenToken> tokens) {
        int place = place(tokens);
        int offset = 0;
        for (int i = 0; i < tokens.size(); i++) {
            offset += tokens.get(i).text().length();
            if (offset > place) {
                ChosenToken next = i + 1 < tokens.size() ? tokens.get(i + 1) : new ChosenToken("", Map.of());
                return of(written, tokens.get(i), next);
            }
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

    private static OptionalDouble of(String written, ChosenToken token, ChosenToken next) {
        String digits = token.text().strip();
        Map<Integer, Double> numbers = numbers(token);
        Double zero = next.alternatives().get("0");
        if (digits.equals("1") && next.text().equals("0") && written.equals("10")) {
            return zero == null ? OptionalDouble.empty() : expectation(parted(numbers, Math.exp(zero)));
        }
        if (!digits.equals(written)) {
            return OptionalDouble.empty();
        }
        if (token.alternatives().containsKey(space(token) + TEN)) {
            return expectation(numbers);
        }
        if (written.equals("1")) {
            return expectation(parted(numbers, zero == null ? 0 : Math.exp(zero)));
        }
        numbers.remove(1);
        return expectation(numbers);
    }

    private static String space(ChosenToken token) {
        return token.text().substring(0, token.text().indexOf(token.text().strip()));
    }

    /** The probabilities of the numbers from 0 to 10 that are told in a token's place, those with the same space before them. */
    private static Map<Integer, Double> numbers(ChosenToken token) {
        String space = space(token);
        Map<Integer, Double> numbers = new HashMap<>();
        token.alternatives().forEach((text, logProbability) -> {
            String number = text.startsWith(space) ? text.substring(space.length()) : "";
            if (logProbability >= LEAST_LOG_PROBABILITY
                    && NUMBER.matcher(number).matches()
                    && Integer.parseInt(number) <= TEN) {
                numbers.merge(Integer.parseInt(number), Math.exp(logProbability), Double::sum);
            }
        });
        return numbers;
    }

    /** The same, where what is told of 1 is told of 10 as well. */
    private static Map<Integer, Double> parted(Map<Integer, Double> numbers, double zeroAfterOne) {
        Double both = numbers.remove(1);
        if (both != null) {
            numbers.put(1, both * (1 - zeroAfterOne));
            numbers.put(TEN, both * zeroAfterOne);
        }
        return numbers;
    }

    private static OptionalDouble expectation(Map<Integer, Double> numbers) {
        double total =
                numbers.values().stream().mapToDouble(Double::doubleValue).sum();
        double weighted = numbers.entrySet().stream()
                .mapToDouble(each -> each.getKey() * each.getValue())
                .sum();
        return total > 0 ? OptionalDouble.of(weighted / total) : OptionalDouble.empty();
    }
}
