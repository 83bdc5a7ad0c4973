package dev.ordo.model.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenSamplerTest {
    private static final int DRAWS = 40_000;

    /** Probabilities 0.1, 0.4, 0.2 and 0.3. */
    private static final float[] SCORES = logs(0.1, 0.4, 0.2, 0.3);

    @Test
    void takesTheLowestOfTheMostLikelyTokensAtTemperatureZero() {
        assertThat(sampler(0, 0, 1).next(new float[] {1, 3, 2, 3})).hasValue(1);
    }

    @Test
    void drawsEachTokenAsOftenAsItsProbabilitySays() {
        assertThat(shares(1, 0, 1)).usingComparatorWithPrecision(0.01).containsExactly(0.1, 0.4, 0.2, 0.3);
    }

    @Test
    void aTemperatureDividesTheScores() {
        double total = 0.01 + 0.16 + 0.04 + 0.09;

        assertThat(shares(0.5, 0, 1))
                .usingComparatorWithPrecision(0.01)
                .containsExactly(0.01 / total, 0.16 / total, 0.04 / total, 0.09 / total);
    }

    @Test
    void drawsFromTheMostLikelyTokensAlone() {
        assertThat(shares(1, 2, 1)).usingComparatorWithPrecision(0.01).containsExactly(0, 4 / 7d, 0, 3 / 7d);
    }

    @ParameterizedTest
    @CsvSource({"0.3, 1", "0.41, 2", "0.69, 2", "0.71, 3", "0.91, 4"})
    void drawsFromTheFewestTokensThatHaveTheShareOfProbability(double topP, int tokens) {
        assertThat(Arrays.stream(shares(1, 0, topP)).filter(share -> share > 0)).hasSize(tokens);
    }

    @Test
    void theShareOfProbabilityIsOfTheMostLikelyTokens() {
        // 0.4 of the two's 0.7 is more than half; it is less than half of all four's 1.
        assertThat(shares(1, 2, 0.5)).usingComparatorWithPrecision(1e-9).containsExactly(0, 1, 0, 0);
    }

    @Test
    void ranksNegativeAndEqualScores() {
        float[] scores = {-3, -1, -0f, 0f, -2};

        double[] shares = shares(scores, new GenerationOptions(1, 1, 2, 1, 0));

        assertThat(shares).usingComparatorWithPrecision(0.01).containsExactly(0, 0, 0.5, 0.5, 0);
    }

    @Test
    void choosesAmongNumbersAlone() {
        float[] scores = {Float.NaN, 1, Float.NEGATIVE_INFINITY};

        assertThat(sampler(0, 0, 1).next(scores)).hasValue(1);
        assertThat(sampler(1, 0, 1).next(scores)).hasValue(1);
        assertThat(sampler(1, 0, 1).next(new float[] {0, Float.POSITIVE_INFINITY}))
                .hasValue(1);
    }

    @Test
    void choosesNothingWhereNoScoreIsANumber() {
        assertThat(sampler(1, 0, 1).next(new float[] {Float.NaN, Float.NaN})).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 | 1 | 0 | 1 | maxNewTokens must be at least 1, was 0",
                "1 | -1 | 0 | 1 | temperature must be a number from 0, was -1.0",
                "1 | NaN | 0 | 1 | temperature must be a number from 0, was NaN",
                "1 | 1 | -1 | 1 | topK must be at least 0, was -1",
                "1 | 1 | 0 | 0 | topP must be in (0, 1], was 0.0",
            })
    void impossibleOptionsAreNamed(int tokens, double temperature, int topK, double topP, String problem) {
        assertThatThrownBy(() -> new GenerationOptions(tokens, temperature, topK, topP, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(problem);
    }

    private static double[] shares(double temperature, int topK, double topP) {
        return shares(SCORES, new GenerationOptions(1, temperature, topK, topP, 0));
    }

    private static double[] shares(float[] scores, GenerationOptions options) {
        TokenSampler sampler = new TokenSampler(options, 5);
        double[] shares = new double[scores.length];
        for (int draw = 0; draw < DRAWS; draw++) {
            shares[sampler.next(scores).orElseThrow()] += 1d / DRAWS;
        }
        assertThat(IntStream.range(0, shares.length).mapToDouble(i -> shares[i]).sum())
                .isCloseTo(1, within(1e-9));
        return shares;
    }

    private static TokenSampler sampler(double temperature, int topK, double topP) {
        return new TokenSampler(new GenerationOptions(1, temperature, topK, topP, 0), 1);
    }

    private static float[] logs(double... probabilities) {
        float[] logs = new float[probabilities.length];
        for (int i = 0; i < logs.length; i++) {
            logs[i] = (float) Math.log(probabilities[i]);
        }
        return logs;
    }
}
