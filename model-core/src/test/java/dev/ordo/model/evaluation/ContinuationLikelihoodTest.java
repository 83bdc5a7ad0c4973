package dev.ordo.model.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.ordo.model.decoder.DecoderModel;
import dev.ordo.model.decoder.Golden;
import dev.ordo.model.decoder.TinyDecoder;
import dev.ordo.model.torch.TorchOptions;
import dev.ordo.model.torch.TorchSession;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContinuationLikelihoodTest {
    private final TorchSession session = TorchSession.open(TorchOptions.cpu(1));

    @AfterEach
    void close() {
        session.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"qwen2", "llama"})
    void isTheSumOfTheReferencesLogProbabilitiesOfTheContinuationAlone(String family) {
        try (Golden golden = Golden.of(family);
                DecoderModel model = golden.model(session)) {
            int[] tokens = Arrays.stream(
                            golden.tokens().ids(), 0, golden.tokens().length())
                    .mapToInt(Math::toIntExact)
                    .toArray();
            int vocabulary = model.config().vocabSize();
            float[] logits = golden.expected("logits");
            double expected = 0;
            for (int t = 8; t < tokens.length; t++) {
                expected += logProbability(Arrays.copyOfRange(logits, (t - 1) * vocabulary, t * vocabulary), tokens[t]);
            }

            Score score = ContinuationLikelihood.of(model)
                    .score(Arrays.copyOf(tokens, 8), Arrays.copyOfRange(tokens, 8, tokens.length));

            assertThat(score.scoredTokens()).isEqualTo(5);
            assertThat(score.meanLogProbability()).isCloseTo(expected / 5, within(1e-5));
        }
    }

    @Test
    void isTheTextsPerplexityIfThePromptIsItsFirstToken() {
        int[] text = TinyDecoder.text(20, 24, 1);
        try (DecoderModel model = TinyDecoder.model(session, 24, 32, 1)) {
            Score score = ContinuationLikelihood.of(model)
                    .score(new int[] {text[0]}, Arrays.copyOfRange(text, 1, text.length));

            assertThat(score.perplexity())
                    .isCloseTo(Perplexity.of(model).score(text).perplexity(), within(1e-6));
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 3", "3, 0", "20, 13"})
    void refusesWhatItCannotReadInOnePiece(int prompt, int continuation) {
        try (DecoderModel model = TinyDecoder.model(session, 24, 32, 1)) {
            assertThatThrownBy(() -> ContinuationLikelihood.of(model).score(new int[prompt], new int[continuation]))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("prompt and continuation must have a token each and at most 32 together, had " + prompt
                            + " and " + continuation);
        }
    }

    private static double logProbability(float[] logits, int token) {
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp(logit);
        }
        return logits[token] - Math.log(sum);
    }
}
