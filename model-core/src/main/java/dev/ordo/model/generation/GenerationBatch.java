package dev.ordo.model.generation;

import ai.djl.ndarray.NDArray;
import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.decoder.DecoderModel;
import dev.ordo.model.decoder.TokenBatch;
import dev.ordo.model.torch.TensorScope;
import dev.ordo.model.torch.TorchSession;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;

/** Prompts that are continued together, with the keys and values of everything that was read kept. */
final class GenerationBatch {
    private final DecoderModel model;
    private final PaddedPrompts prompts;
    private final List<Continuation> texts;
    private final int vocabulary;

    GenerationBatch(DecoderModel model, PaddedPrompts prompts, List<Continuation> texts, Vocabulary vocabulary) {
        this.model = model;
        this.prompts = prompts;
        this.texts = texts;
        this.vocabulary = vocabulary.size();
    }

    /** Continues all texts to their ends; tells after each step how many there were. */
    void run(int maxNewTokens, IntConsumer steps) {
        try (TensorScope scope = model.session().scope()) {
            long[] filling = prompts.filling();
            NDArray pads = model.session().longs(scope.manager(), filling, filling.length);
            NDArray cache = cache(scope, prompts.length() + maxNewTokens - 1);
            TokenBatch next = new TokenBatch(prompts.ids(), texts.size(), prompts.length());
            int read = 0;
            for (int step = 1; next != null; step++) {
                choose(next, pads, cache, read);
                read += next.length();
                next = texts.stream().allMatch(Continuation::ended) ? null : last();
                steps.accept(step);
            }
        }
    }

    private NDArray cache(TensorScope scope, int positions) {
        ModelConfig config = model.config();
        return model.session()
                .zeros(
                        scope.manager(),
                        model.type(),
                        config.numHiddenLayers(),
                        texts.size(),
                        2L * config.numKeyValueHeads(),
                        positions,
                        config.headDim());
    }

    private void choose(TokenBatch next, NDArray pads, NDArray cache, int read) {
        try (TensorScope scope = model.session().scope()) {
            NDArray scores = model.kernels()
                    .tensor(
                            scope.manager(),
                            "next_logits",
                            model.arguments(model.tokens(scope, next), pads, cache, read));
            float[] logits = TorchSession.toFloats(scores);
            int rows = model.config().vocabSize();
            for (int text = 0; text < texts.size(); text++) {
                texts.get(text).add(Arrays.copyOfRange(logits, text * rows, text * rows + vocabulary));
            }
        }
    }

    private TokenBatch last() {
        return new TokenBatch(texts.stream().mapToLong(Continuation::last).toArray(), texts.size(), 1);
    }
}
