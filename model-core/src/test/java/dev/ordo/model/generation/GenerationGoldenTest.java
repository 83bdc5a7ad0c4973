package dev.ordo.model.generation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ordo.model.WorkProgress;
import dev.ordo.model.decoder.DecoderModel;
import dev.ordo.model.decoder.Golden;
import dev.ordo.model.testing.GoldenNumbers;
import dev.ordo.model.torch.TorchOptions;
import dev.ordo.model.torch.TorchSession;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Against transformers' {@code generate} (tools/golden/generation.py), which continued each prompt alone; here all are continued
 * together. At no step are the two highest scores closer than 1e-3, where rounding errs by 1e-5, so tokens are equal exactly.
 */
class GenerationGoldenTest {
    private final TorchSession session = TorchSession.open(TorchOptions.cpu(1));
    private final GoldenNumbers golden = GoldenNumbers.beside(GenerationGoldenTest.class, "greedy.json");

    @AfterEach
    void close() {
        session.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"qwen2", "llama"})
    void choosesTheReferencesTokensUntilTheTextEnds(String family) {
        Set<Integer> end = Set.of(golden.number(family + ".end"));

        assertThat(continued(family, end)).isDeepEqualTo(rows(family + ".stopping"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"qwen2", "llama"})
    void choosesTheReferencesTokensWhereNoTokenEndsAText(String family) {
        assertThat(continued(family, Set.of())).isDeepEqualTo(rows(family + ".endless"));
    }

    private int[][] continued(String family, Set<Integer> stops) {
        try (Golden model = Golden.of(family);
                DecoderModel decoder = model.model(session)) {
            Vocabulary vocabulary = new Vocabulary(decoder.config().vocabSize(), stops);
            return Generator.of(decoder, vocabulary)
                    .generate(
                            List.of(rows(family + ".prompts")),
                            GenerationOptions.greedy(golden.number("newTokens")),
                            WorkProgress.NONE)
                    .toArray(int[][]::new);
        }
    }

    private int[][] rows(String field) {
        return Arrays.stream(golden.matrix(field))
                .map(row -> Arrays.stream(row).mapToInt(each -> (int) each).toArray())
                .toArray(int[][]::new);
    }
}
