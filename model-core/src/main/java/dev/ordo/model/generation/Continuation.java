package dev.ordo.model.generation;

import java.util.Arrays;
import java.util.OptionalInt;
import java.util.function.Predicate;

/** What one prompt was continued with so far. */
final class Continuation {
    private final TokenSampler sampler;
    private final Vocabulary vocabulary;
    private final Predicate<int[]> end;
    private final int[] tokens;
    private int size;
    private boolean ended;

    Continuation(TokenSampler sampler, Vocabulary vocabulary, Predicate<int[]> end, int maxNewTokens) {
        this.sampler = sampler;
        this.vocabulary = vocabulary;
        this.end = end;
        this.tokens = new int[maxNewTokens];
    }

    /**
     * Takes one more token, unless the text has ended.
     *
     * @param logits the scores of all tokens that have a text
     */
    void add(float[] logits) {
        if (!ended) {
            OptionalInt next = sampler.next(logits);
            ended = next.isEmpty() || vocabulary.stops().contains(next.getAsInt());
            if (!ended) {
                tokens[size++] = next.getAsInt();
                ended = size == tokens.length || end.test(tokens());
            }
        }
    }

    boolean ended() {
        return ended;
    }

    /** What the model is to read next; anything, where the text has ended. */
    int last() {
        return size == 0 ? 0 : tokens[size - 1];
    }

    int[] tokens() {
        return Arrays.copyOf(tokens, size);
    }
}
