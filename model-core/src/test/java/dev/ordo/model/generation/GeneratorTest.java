package dev.ordo.model.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ordo.events.error.ErrorCode;
import dev.ordo.model.WorkProgress;
import dev.ordo.model.decoder.DecoderModel;
import dev.ordo.model.decoder.RandomInitializer;
import dev.ordo.model.decoder.TinyDecoder;
import dev.ordo.model.decoder.TokenBatch;
import dev.ordo.model.torch.TensorScope;
import dev.ordo.model.torch.TorchOptions;
import dev.ordo.model.torch.TorchSession;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GeneratorTest {
    private static final int VOCABULARY = 24;
    private static final int CONTEXT = 32;
    private static final List<int[]> PROMPTS =
            List.of(new int[] {3}, new int[] {1, 2, 3, 4, 5, 6, 7}, new int[] {20, 0, 11}, new int[] {9, 9});

    private final TorchSession session = TorchSession.open(TorchOptions.cpu(1));
    private DecoderModel model;

    @BeforeEach
    void makeAModelWhosePredictionsAreFarFromUniform() {
        var config = TinyDecoder.config(VOCABULARY, CONTEXT);
        Map<String, float[]> weights = new RandomInitializer(1).weights(config);
        weights.values().forEach(values -> {
            for (int i = 0; i < values.length; i++) {
                values[i] *= values[i] == 1 ? 1 : 15;
            }
        });
        model = DecoderModel.of(session, config, weights::get);
    }

    @AfterEach
    void close() {
        model.close();
        session.close();
    }

    @Test
    void whatIsKeptOfEarlierTokensChangesNothing() {
        List<int[]> found = generate(PROMPTS, GenerationOptions.greedy(20));

        for (int i = 0; i < PROMPTS.size(); i++) {
            assertThat(found.get(i)).containsExactly(recomputed(PROMPTS.get(i), 20));
        }
    }

    @Test
    void theSameSeedGivesTheSameTextAndAnotherSeedAnother() {
        List<int[]> once = generate(PROMPTS, drawn(7));

        assertThat(generate(PROMPTS, drawn(7))).usingRecursiveComparison().isEqualTo(once);
        assertThat(generate(PROMPTS, drawn(8))).usingRecursiveComparison().isNotEqualTo(once);
    }

    @Test
    void whatIsDrawnForAPromptDoesNotDependOnItsNeighbours() {
        List<int[]> together = generate(PROMPTS, drawn(7));

        for (int i = 0; i < PROMPTS.size(); i++) {
            assertThat(generate(List.of(PROMPTS.get(i)), drawn(7 + i)).get(0)).containsExactly(together.get(i));
        }
    }

    @Test
    void equalPromptsAreContinuedDifferently() {
        List<int[]> found = generate(Collections.nCopies(2, PROMPTS.get(1)), drawn(7));

        assertThat(found.get(0)).isNotEqualTo(found.get(1));
    }

    @Test
    void promptsThatDoNotFitTogetherAreContinuedOneBatchAfterTheOther() {
        List<int[]> many = IntStream.range(0, 300)
                .mapToObj(i -> PROMPTS.get(i % PROMPTS.size()))
                .toList();
        List<Long> reports = new ArrayList<>();

        List<int[]> found = generator(Set.of())
                .generate(many, GenerationOptions.greedy(20), (done, total, unit) -> reports.add(done));

        assertThat(found).hasSize(300);
        assertThat(found.get(299)).containsExactly(recomputed(PROMPTS.get(3), 20));
        assertThat(reports).isSorted().hasSizeGreaterThan(20).endsWith(300L * 20);
    }

    @Test
    void aTextEndsBeforeAStopToken() {
        int[] endless = recomputed(PROMPTS.get(1), 20);
        int stop = endless[5];
        int first = IntStream.range(0, 20)
                .filter(i -> endless[i] == stop)
                .findFirst()
                .orElseThrow();

        List<int[]> found = generator(Set.of(stop)).generate(PROMPTS, GenerationOptions.greedy(20), WorkProgress.NONE);

        assertThat(found.get(1)).containsExactly(Arrays.copyOf(endless, first));
    }

    @Test
    void aTextEndsWithTheTokensThatItIsToEndWith() {
        int[] endless = recomputed(PROMPTS.get(1), 20);

        List<int[]> found = generator(Set.of())
                .until(tokens -> Arrays.equals(tokens, Arrays.copyOf(endless, 6)))
                .generate(PROMPTS, GenerationOptions.greedy(20), WorkProgress.NONE);

        assertThat(found.get(1)).containsExactly(Arrays.copyOf(endless, 6));
        assertThat(found.get(0)).hasSize(20);
    }

    @Test
    void aTokenWithoutATextIsNeverChosen() {
        List<int[]> found =
                Generator.of(model, new Vocabulary(5, Set.of())).generate(PROMPTS, drawn(1), WorkProgress.NONE);

        assertThat(found)
                .allSatisfy(text -> assertThat(Arrays.stream(text)).isNotEmpty().allMatch(token -> token < 5));
    }

    @Test
    void aPromptMayFillTheContextButForTheNewTokens() {
        int[] prompt = TinyDecoder.text(CONTEXT - 4, VOCABULARY, 1);

        assertThat(generate(List.of(prompt), GenerationOptions.greedy(4)).get(0))
                .containsExactly(recomputed(prompt, 4));
    }

    @Test
    void aPromptThatDoesNotFitIntoTheContextIsNamed() {
        List<int[]> prompts = List.of(new int[] {1}, new int[CONTEXT - 3]);

        assertThatThrownBy(() -> generate(prompts, GenerationOptions.greedy(4)))
                .isInstanceOfSatisfying(
                        PromptLengthException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_DATA))
                .hasMessage(
                        "prompt 1 has 29 tokens, but must have 1 to 28: 4 new ones are to fit into the context of 32"
                                + " as well");
    }

    @Test
    void aPromptWithoutTokensIsNamed() {
        assertThatThrownBy(() -> generate(List.of(new int[0]), GenerationOptions.greedy(4)))
                .hasMessageStartingWith("prompt 0 has 0 tokens, but must have 1 to 28");
    }

    @Test
    void stopsWhereItsListenerThrows() {
        List<Long> seen = new ArrayList<>();

        assertThatThrownBy(() -> generator(Set.of())
                        .generate(PROMPTS, GenerationOptions.greedy(4), (done, total, unit) -> {
                            seen.add(done);
                            throw new CancellationException();
                        }))
                .isInstanceOf(CancellationException.class);
        assertThat(seen).containsExactly(4L);
    }

    private static GenerationOptions drawn(long seed) {
        return new GenerationOptions(12, 1.0, 0, 1, seed);
    }

    private Generator generator(Set<Integer> stops) {
        return Generator.of(model, new Vocabulary(VOCABULARY, stops));
    }

    private List<int[]> generate(List<int[]> prompts, GenerationOptions options) {
        return generator(Set.of()).generate(prompts, options, WorkProgress.NONE);
    }

    /** Greedy by reading everything anew for every token. */
    private int[] recomputed(int[] prompt, int count) {
        int[] tokens = prompt;
        for (int step = 0; step < count; step++) {
            try (TensorScope scope = session.scope()) {
                float[] logits = TorchSession.toFloats(model.logits(scope.manager(), TokenBatch.single(tokens)));
                int last = logits.length - VOCABULARY;
                int best = IntStream.range(0, VOCABULARY)
                        .reduce((a, b) -> logits[last + b] > logits[last + a] ? b : a)
                        .orElseThrow();
                tokens = Arrays.copyOf(tokens, tokens.length + 1);
                tokens[tokens.length - 1] = best;
            }
        }
        return Arrays.copyOfRange(tokens, prompt.length, tokens.length);
    }
}
