package dev.ordo.model.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ordo.model.decoder.DecoderModel;
import dev.ordo.model.decoder.Golden;
import dev.ordo.model.torch.TorchOptions;
import dev.ordo.model.torch.TorchSession;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Against transformers in float32 (tools/golden/families.py), whose cross-entropy was summed in float64. A mean of over a hundred
 * terms that each err by some 1e-6: we allow 0.001 %, a tenth of what a report may differ by.
 */
class PerplexityGoldenTest {
    private static final Percentage TOLERANCE = Percentage.withPercentage(0.001);

    private final TorchSession session = TorchSession.open(TorchOptions.cpu(1));

    @AfterEach
    void close() {
        session.close();
    }

    @ParameterizedTest
    @MethodSource("dev.ordo.model.decoder.Golden#variants")
    void isTheReferencesOverWindowsOfTheWholeContext(String variant) {
        try (Golden golden = Golden.of(variant);
                DecoderModel model = golden.model(session)) {
            Score score = Perplexity.of(model).score(golden.integers("text"));

            assertThat(score.scoredTokens()).isEqualTo(63 + 63 + 21);
            assertThat(score.perplexity()).isCloseTo(golden.expected("perplexity")[0], TOLERANCE);
        }
    }
}
