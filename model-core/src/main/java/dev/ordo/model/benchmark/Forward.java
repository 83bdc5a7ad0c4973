package dev.ordo.model.benchmark;

import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.decoder.DecoderModel;
import dev.ordo.model.decoder.TokenBatch;
import dev.ordo.model.torch.ComputeType;
import dev.ordo.model.torch.TensorScope;
import dev.ordo.model.torch.TorchSession;
import java.util.List;

/** One sequence, from its ids to the scores of every next token. */
record Forward(String name, ComputeType type) implements BenchmarkCase {
    @Override
    public Workload open(TorchSession session, ModelConfig config, int sequence) {
        DecoderModel model = RandomModels.forInference(session, config, type);
        return new Run(model, RandomModels.tokens(config, sequence));
    }

    @Override
    public List<Product> products(TorchSession session, TensorScope scope, ModelConfig config, int sequence) {
        return new MatrixProducts(session, scope, config, type).forward(sequence, 1);
    }

    private record Run(DecoderModel model, TokenBatch batch) implements Workload {
        @Override
        public int tokens() {
            return batch.length();
        }

        @Override
        public void run() {
            try (TensorScope scope = model.session().scope()) {
                model.logits(scope.manager(), batch);
            }
        }

        @Override
        public void close() {
            model.close();
        }
    }
}
