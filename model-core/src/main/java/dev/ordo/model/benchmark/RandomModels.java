package dev.ordo.model.benchmark;

import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.decoder.DecoderModel;
import dev.ordo.model.decoder.TokenBatch;
import dev.ordo.model.torch.ComputeType;
import dev.ordo.model.torch.Kernels;
import dev.ordo.model.torch.TorchSession;
import java.util.Random;

/** Models and texts that nobody trained. Weights are drawn where they are to be, so that Java's heap never holds them. */
final class RandomModels {
    private static final double DEVIATION = 0.02;
    private static final long SEED = 1;

    private RandomModels() {}

    /** A model whose every weight is drawn from N(0, 0.02), those of norms from N(1, 0.02). */
    static DecoderModel of(TorchSession session, ModelConfig config, ComputeType type) {
        try (Kernels kernels = kernels(session)) {
            return DecoderModel.ofTensors(
                    session,
                    config,
                    type,
                    (owner, name, shape) -> kernels.tensor(
                            owner,
                            "random_normal",
                            shape,
                            name.endsWith("norm.weight") ? 1.0 : 0.0,
                            DEVIATION,
                            type.code(),
                            session.device()));
        }
    }

    /** One sequence of random ids. */
    static TokenBatch tokens(ModelConfig config, int length) {
        long[] ids = new Random(SEED).longs(length, 0, config.vocabSize()).toArray();
        return new TokenBatch(ids, 1, length);
    }

    static Kernels kernels(TorchSession session) {
        return Kernels.compile(session.device(), "benchmark", "tensors", "products", "cpu");
    }
}
