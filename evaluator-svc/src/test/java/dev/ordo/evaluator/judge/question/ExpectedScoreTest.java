package dev.ordo.evaluator.judge.question;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ordo.evaluator.judge.chat.ChosenToken;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExpectedScoreTest {
    private static final Map<String, Double> EVEN = Map.of("8", Math.log(0.5), "6", Math.log(0.5));

    @Test
    void takesTheTokenThatIsTheScoreAndNotADigitOfTheReason() {
        Map<String, Double> other = Map.of("8", Math.log(0.5), "2", Math.log(0.5));
        var tokens = List.of(
                plain("{\"reason\": \"names "),
                new ChosenToken("8", other),
                plain(" rivers\", \"score\": "),
                new ChosenToken("8", EVEN),
                plain("}"));

        assertThat(ExpectedScore.of("8", tokens).getAsDouble()).isCloseTo(7, within(1e-12));
    }

    @Test
    void takesTokensThatBeginWithASpaceWhereTheScoreDoes() {
        var score = new ChosenToken(" 8", Map.of(" 8", Math.log(0.5), " 6", Math.log(0.3), "1", Math.log(0.2)));

        assertThat(ExpectedScore.of("8", List.of(plain("{\"score\":"), score, plain("}")))
                        .getAsDouble())
                .isCloseTo((0.5 * 8 + 0.3 * 6) / 0.8, within(1e-12));
    }

    @Test
    void countsNoNumberOverTen() {
        var score = new ChosenToken("8", Map.of("8", Math.log(0.5), "85", Math.log(0.4)));

        assertThat(ExpectedScore.of("8", List.of(plain("{\"score\": "), score)).getAsDouble())
                .isCloseTo(8, within(1e-12));
    }

    @Test
    void isEmptyWhereNoTokenIsTheScore() {
        assertThat(ExpectedScore.of("8", List.of())).isEmpty();
        assertThat(ExpectedScore.of("8", List.of(plain("{\"score\": 8}")))).isEmpty();
        assertThat(ExpectedScore.of("8", List.of(new ChosenToken("8", EVEN)))).isEmpty();
    }

    @Test
    void isEmptyWhereNoAlternativeReachesOnePercent() {
        var score = new ChosenToken("8", Map.of("8", Math.log(0.009), "eight", Math.log(0.9)));

        assertThat(ExpectedScore.of("8", List.of(plain("{\"score\": "), score))).isEmpty();
    }

    @Test
    void partsOneFromTenWhereTheVocabularyHasSingleDigits() {
        var one = new ChosenToken("1", Map.of("1", Math.log(0.8), "9", Math.log(0.2)));
        Map<String, Double> next = Map.of("0", Math.log(0.75), "}", Math.log(0.25));
        double expected = 0.8 * 0.75 * 10 + 0.8 * 0.25 * 1 + 0.2 * 9;

        assertThat(ExpectedScore.of("10", List.of(plain("{\"score\": "), one, new ChosenToken("0", next), plain("}")))
                        .getAsDouble())
                .isCloseTo(expected, within(1e-12));
        assertThat(ExpectedScore.of("1", List.of(plain("{\"score\": "), one, new ChosenToken("}", next)))
                        .getAsDouble())
                .isCloseTo(expected, within(1e-12));
    }

    @Test
    void countsNoOneThatMayBeTheBeginningOfTen() {
        var nine = new ChosenToken("9", Map.of("9", Math.log(0.6), "1", Math.log(0.4)));

        assertThat(ExpectedScore.of("9", List.of(plain("{\"score\": "), nine)).getAsDouble())
                .isCloseTo(9, within(1e-12));
    }

    @Test
    void countsOneWhereTenIsATokenOfItsOwn() {
        var nine = new ChosenToken("9", Map.of("9", Math.log(0.6), "1", Math.log(0.4), "10", Math.log(1e-6)));

        assertThat(ExpectedScore.of("9", List.of(plain("{\"score\": "), nine)).getAsDouble())
                .isCloseTo(0.6 * 9 + 0.4 * 1, within(1e-12));
    }

    private static ChosenToken plain(String text) {
        return new ChosenToken(text, Map.of());
    }
}
