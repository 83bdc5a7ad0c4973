package dev.ordo.model.generation;

import dev.ordo.model.WorkProgress;
import dev.ordo.model.decoder.DecoderModel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * Continues prompts, several together. Each draws from a stream of its own, so that none depends on what else is asked; the scores
 * of a prompt differ in their last digits with what it is computed together with.
 */
public final class Generator {
    /** The most positions, of prompts, filling and new tokens, that are held at once; one prompt may have more. */
    public static final int BATCH_POSITIONS = 4096;

    private final DecoderModel model;
    private final Vocabulary vocabulary;

    private final Predicate<int[]> end;

    private Generator(DecoderModel model, Vocabulary vocabulary, Predicate<int[]> end) {
        this.model = model;
        this.vocabulary = vocabulary;
        this.end = end;
    }

    /** @param model stays its owner's */
    public static Generator of(DecoderModel model, Vocabulary vocabulary) {
        return new Generator(model, vocabulary, tokens -> false);
    }

    /**
     * The same, where a text also ends after its first tokens that fulfil a condition, as {@link StopTexts#reached}; they stay
     * part of it.
     *
     * @param reached told of all that a prompt was continued with so far, after each token
     */
    public Generator until(Predicate<int[]> reached) {
        return new Generator(model, vocabulary, reached);
    }

    /**
     * Continues every prompt until a stop token, which is left out, or the most new tokens.
     *
     * @param prompts token ids
     * @param progress told of the tokens chosen, as if no text ended early; may throw to stop
     * @return what was added to each prompt, perhaps nothing
     * @throws PromptLengthException if a prompt is empty, or too long for the context
     * @throws IllegalArgumentException if an id is not in the vocabulary
     */
    public List<int[]> generate(List<int[]> prompts, GenerationOptions options, WorkProgress progress) {
        int longest = longest(prompts, options.maxNewTokens());
        int together = Math.max(1, BATCH_POSITIONS / (longest + options.maxNewTokens()));
        long total = (long) prompts.size() * options.maxNewTokens();
        List<int[]> found = new ArrayList<>();
        for (int first = 0; first < prompts.size(); first += together) {
            List<int[]> some = prompts.subList(first, Math.min(first + together, prompts.size()));
            List<Continuation> texts = continuations(options, first, some.size());
            long before = (long) first * options.maxNewTokens();
            new GenerationBatch(model, PaddedPrompts.of(some), texts, vocabulary)
                    .run(
                            options.maxNewTokens(),
                            steps -> progress.report(before + (long) steps * some.size(), total, "token"));
            texts.forEach(text -> found.add(text.tokens()));
        }
        return found;
    }

    private int longest(List<int[]> prompts, int newTokens) {
        int most = model.config().maxPositionEmbeddings() - newTokens;
        int longest = 0;
        for (int i = 0; i < prompts.size(); i++) {
            int tokens = prompts.get(i).length;
            if (tokens < 1 || tokens > most) {
                throw new PromptLengthException(i, tokens, most, newTokens);
            }
            longest = Math.max(longest, tokens);
        }
        return longest;
    }

    private List<Continuation> continuations(GenerationOptions options, int first, int count) {
        return IntStream.range(first, first + count)
                .mapToObj(index -> new Continuation(
                        new TokenSampler(options, options.seed() + index), vocabulary, end, options.maxNewTokens()))
                .toList();
    }
}
