package dev.ordo.model.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.decoder.DecoderModel;
import dev.ordo.model.decoder.RandomInitializer;
import dev.ordo.model.decoder.TinyDecoder;
import dev.ordo.model.decoder.TokenBatch;
import dev.ordo.model.torch.TensorScope;
import dev.ordo.model.torch.TorchOptions;
import dev.ordo.model.torch.TorchSession;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PerplexityTest {
    private static final int VOCABULARY = 24;
    private static final int CONTEXT = 32;

    private final TorchSession session = TorchSession.open(TorchOptions.cpu(1));
    private final int[] text = TinyDecoder.text(75, VOCABULARY, 1);

    @AfterEach
    void close() {
        session.close();
    }

    @Test
    void isTheExponentialOfTheMeanNllOverWindowsWithoutTheirFirstTokens() {
        try (DecoderModel model = sharp(1)) {
            double nll = nll(model, 0, 32) + nll(model, 32, 64) + nll(model, 64, 75);

            Score score = Perplexity.of(model).score(text);

            assertThat(score.scoredTokens()).isEqualTo(31 + 31 + 10);
            assertThat(score.totalNll()).isCloseTo(nll, within(1e-5 * nll));
            assertThat(score.perplexity()).isCloseTo(Math.exp(nll / 72), within(1e-4));
            assertThat(score.tokensPerSecond()).isPositive();
        }
    }

    @Test
    void isTheVocabularySizeForAModelThatKnowsNothing() {
        ModelConfig config = TinyDecoder.config(VOCABULARY, CONTEXT);
        Map<String, float[]> weights = new RandomInitializer(1).weights(config);
        Arrays.fill(weights.get("model.embed_tokens.weight"), 0);
        try (DecoderModel model = DecoderModel.of(session, config, weights::get)) {
            assertThat(Perplexity.of(model).score(text).perplexity()).isCloseTo(VOCABULARY, within(1e-4));
        }
    }

    @Test
    void doesNotDependOnHowManyWindowsAreComputedTogether() {
        int[] longText = TinyDecoder.text(CONTEXT * 300, VOCABULARY, 3);
        try (DecoderModel model = sharp(1)) {
            double whole = Perplexity.of(model).score(longText).totalNll();
            double parts = 0;
            for (int start = 0; start < longText.length; start += CONTEXT) {
                int[] part = Arrays.copyOfRange(longText, start, start + CONTEXT);
                parts += Perplexity.of(model).score(part).totalNll();
            }

            assertThat(whole).isCloseTo(parts, within(1e-6 * parts));
        }
    }

    @Test
    void findsNoDivergenceBetweenEqualModels() {
        try (DecoderModel model = sharp(1);
                DecoderModel same = sharp(1)) {
            assertThat(Perplexity.comparedTo(same, model).score(text).klToBaseline())
                    .hasValue(0);
        }
    }

    @Test
    void measuresTheDivergenceOfTheModelFromTheBaselineAtTheScoredPositions() {
        try (DecoderModel model = sharp(1);
                DecoderModel baseline = sharp(2)) {
            double expected = 0;
            for (int[] window : new int[][] {{0, 32}, {32, 64}, {64, 75}}) {
                double[][] p = distributions(baseline, window[0], window[1]);
                double[][] q = distributions(model, window[0], window[1]);
                for (int t = 0; t < p.length - 1; t++) {
                    for (int v = 0; v < VOCABULARY; v++) {
                        expected += p[t][v] * Math.log(p[t][v] / q[t][v]) / 72;
                    }
                }
            }

            Score score = Perplexity.comparedTo(baseline, model).score(text);

            assertThat(score.klToBaseline().orElseThrow()).isCloseTo(expected, within(1e-4 * expected));
            assertThat(expected).isGreaterThan(0.01);
            assertThat(score.totalNll())
                    .isEqualTo(Perplexity.of(model).score(text).totalNll());
        }
    }

    @Test
    void hasNoDivergenceWithoutABaseline() {
        try (DecoderModel model = sharp(1)) {
            assertThat(Perplexity.of(model).score(text).klToBaseline()).isEmpty();
        }
    }

    @Test
    void refusesABaselineOfAnotherVocabulary() {
        try (DecoderModel model = sharp(1);
                DecoderModel other = TinyDecoder.model(session, 25, CONTEXT, 1)) {
            assertThatThrownBy(() -> Perplexity.comparedTo(other, model))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("model and baseline must share a vocabulary, but have 24 and 25 tokens");
        }
    }

    @Test
    void stopsWhereItsListenerThrows() {
        List<Integer> seen = new ArrayList<>();
        try (DecoderModel model = sharp(1)) {
            assertThatThrownBy(() -> Perplexity.of(model).score(text, (done, batches) -> {
                        seen.add(done);
                        throw new CancellationException();
                    }))
                    .isInstanceOf(CancellationException.class);
        }
        assertThat(seen).containsExactly(1);
    }

    /** A model whose predictions are far from uniform. */
    private DecoderModel sharp(long seed) {
        ModelConfig config = TinyDecoder.config(VOCABULARY, CONTEXT);
        Map<String, float[]> weights = new RandomInitializer(seed).weights(config);
        weights.values().forEach(values -> {
            for (int i = 0; i < values.length; i++) {
                values[i] *= values[i] == 1 ? 1 : 15;
            }
        });
        return DecoderModel.of(session, config, weights::get);
    }

    private double nll(DecoderModel model, int from, int to) {
        double[][] p = distributions(model, from, to);
        double sum = 0;
        for (int t = 1; t < to - from; t++) {
            sum -= Math.log(p[t - 1][text[from + t]]);
        }
        return sum;
    }

    /** The predicted distribution after every token of a window, softmax in float64. */
    private double[][] distributions(DecoderModel model, int from, int to) {
        try (TensorScope scope = session.scope()) {
            TokenBatch window = TokenBatch.single(Arrays.copyOfRange(text, from, to));
            float[] logits = TorchSession.toFloats(model.logits(scope.manager(), window));
            double[][] p = new double[to - from][VOCABULARY];
            for (int t = 0; t < p.length; t++) {
                double total = 0;
                for (int v = 0; v < VOCABULARY; v++) {
                    p[t][v] = Math.exp(logits[t * VOCABULARY + v]);
                    total += p[t][v];
                }
                for (int v = 0; v < VOCABULARY; v++) {
                    p[t][v] /= total;
                }
            }
            return p;
        }
    }
}
