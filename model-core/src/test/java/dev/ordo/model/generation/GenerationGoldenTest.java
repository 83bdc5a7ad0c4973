package dev.ordo.model.generation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ordo.model.WorkProgress;
import dev.ordo.model.checkpoint.CheckpointDirectory;
import dev.ordo.model.decoder.DecoderModel;
import dev.ordo.model.decoder.Golden;
import dev.ordo.model.testing.GoldenNumbers;
import dev.ordo.model.torch.ComputeType;
import dev.ordo.model.torch.TorchOptions;
import dev.ordo.model.torch.TorchSession;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Against transformers' {@code generate} (tools/golden/generation.py, families.py), which continued each prompt alone; here all are continued
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

    /** Prompts of tools/golden/families.py: shorter and longer than the windows, and past the original context. */
    @ParameterizedTest
    @MethodSource("dev.ordo.model.decoder.Golden#variants")
    void choosesTheReferencesTokensThroughWindowsAndScaledPositions(String variant) {
        try (Golden fixture = Golden.of(variant);
                CheckpointDirectory checkpoint = fixture.checkpoint();
                DecoderModel decoder = fixture.model(session);
                DecoderModel joined = DecoderModel.loadPacked(session, checkpoint, ComputeType.FLOAT32)) {
            int[] lengths = fixture.integers("lengths");
            int[][] padded = rows(fixture.integers("prompts"), lengths.length);
            List<int[]> prompts = IntStream.range(0, lengths.length)
                    .mapToObj(row -> Arrays.copyOf(padded[row], lengths[row]))
                    .toList();
            int[][] expected = rows(fixture.integers("continued"), lengths.length);

            assertThat(continued(decoder, prompts, expected[0].length)).isDeepEqualTo(expected);
            assertThat(continued(joined, prompts, expected[0].length)).isDeepEqualTo(expected);
            for (int row = 0; row < expected.length; row++) {
                assertThat(continued(joined, prompts.subList(row, row + 1), expected[0].length)[0])
                        .as("alone, where nothing is filled up")
                        .isEqualTo(expected[row]);
            }
        }
    }

    private static int[][] continued(DecoderModel decoder, List<int[]> prompts, int tokens) {
        return Generator.of(decoder, new Vocabulary(decoder.config().vocabSize(), Set.of()))
                .generate(prompts, GenerationOptions.greedy(tokens), WorkProgress.NONE)
                .toArray(int[][]::new);
    }

    private static int[][] rows(int[] values, int count) {
        int width = values.length / count;
        return IntStream.range(0, count)
                .mapToObj(row -> Arrays.copyOfRange(values, row * width, (row + 1) * width))
                .toArray(int[][]::new);
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
