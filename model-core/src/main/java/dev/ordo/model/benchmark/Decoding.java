package dev.ordo.model.benchmark;

import dev.ordo.model.WorkProgress;
import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.decoder.DecoderModel;
import dev.ordo.model.generation.GenerationOptions;
import dev.ordo.model.generation.Generator;
import dev.ordo.model.generation.Vocabulary;
import dev.ordo.model.torch.ComputeType;
import dev.ordo.model.torch.TensorScope;
import dev.ordo.model.torch.TorchSession;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The continuation of one short prompt by so many tokens, always the most likely one.
 *
 * @param bits of the numbers of packed weights; 0 where none are packed
 */
record Decoding(String name, ComputeType type, int bits) implements BenchmarkCase {
    static final int NEW_TOKENS = 64;
    private static final int PROMPT_TOKENS = 16;

    @Override
    public Workload open(TorchSession session, ModelConfig config, int sequence) {
        return of(
                bits == 0
                        ? RandomModels.forInference(session, config, type)
                        : RandomModels.packed(session, config, bits));
    }

    /** Decodes with any model, which the work then owns. */
    static Workload of(DecoderModel model) {
        Generator generator = Generator.of(model, new Vocabulary(model.config().vocabSize(), Set.of()));
        int[] prompt = IntStream.rangeClosed(1, PROMPT_TOKENS).toArray();
        return new Run(model, generator, prompt);
    }

    @Override
    public List<Product> products(TorchSession session, TensorScope scope, ModelConfig config, int sequence) {
        MatrixProducts products = new MatrixProducts(session, scope, config, type);
        return bits == 0 ? products.forward(1, NEW_TOKENS) : products.packed(bits, 1, NEW_TOKENS);
    }

    private record Run(DecoderModel model, Generator generator, int[] prompt) implements Workload {
        @Override
        public int tokens() {
            return NEW_TOKENS;
        }

        @Override
        public void run() {
            generator.generate(List.of(prompt), GenerationOptions.greedy(NEW_TOKENS), WorkProgress.NONE);
        }

        @Override
        public void close() {
            model.close();
        }
    }
}
