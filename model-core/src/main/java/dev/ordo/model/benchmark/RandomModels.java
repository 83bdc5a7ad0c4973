package dev.ordo.model.benchmark;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.decoder.DecoderModel;
import dev.ordo.model.decoder.ParameterLayout;
import dev.ordo.model.decoder.TokenBatch;
import dev.ordo.model.torch.ComputeType;
import dev.ordo.model.torch.Kernels;
import dev.ordo.model.torch.TensorScope;
import dev.ordo.model.torch.TorchSession;
import java.util.Random;

/** Models and texts that nobody trained. Weights are drawn where they are to be, so that Java's heap never holds them. */
final class RandomModels {
    private static final double DEVIATION = 0.02;
    private static final long SEED = 1;
    private static final int GROUP_SIZE = 64;
    static final int HEAD_BITS = 8;

    private RandomModels() {}

    /** A model whose every weight is drawn from N(0, 0.02), those of norms from N(1, 0.02). */
    static DecoderModel of(TorchSession session, ModelConfig config, ComputeType type) {
        try (Kernels kernels = kernels(session)) {
            return DecoderModel.ofTensors(
                    session, config, type, (owner, name, shape) -> drawn(session, kernels, owner, type, name, shape));
        }
    }

    /** The same for inference alone. */
    static DecoderModel forInference(TorchSession session, ModelConfig config, ComputeType type) {
        try (Kernels kernels = kernels(session)) {
            return DecoderModel.ofParts(
                    session,
                    config,
                    type,
                    (owner, name, shape) -> new NDList(drawn(session, kernels, owner, type, name, shape)));
        }
    }

    private static NDArray drawn(
            TorchSession session, Kernels kernels, NDManager owner, ComputeType type, String name, long[] shape) {
        double mean = name.endsWith("norm.weight") ? 1.0 : 0.0;
        return kernels.tensor(owner, "random_normal", shape, mean, DEVIATION, type.code(), session.device());
    }

    /**
     * The same in bfloat16, the weights of all linear layers packed, in groups of 64 columns, the head's in 8 bits.
     *
     * @param bits of a number, 4 or 8
     */
    static DecoderModel packed(TorchSession session, ModelConfig config, int bits) {
        try (Kernels kernels = kernels(session)) {
            return DecoderModel.ofParts(
                    session,
                    config.withUntiedHead(),
                    ComputeType.BFLOAT16,
                    (owner, name, shape) -> packed(session, kernels, owner, bits, name, shape));
        }
    }

    private static NDList packed(
            TorchSession session, Kernels kernels, NDManager owner, int bits, String name, long[] shape) {
        if (name.equals(ParameterLayout.HEAD)) {
            return packed(session, kernels, owner, HEAD_BITS, shape);
        }
        return name.contains("_proj.weight")
                ? packed(session, kernels, owner, bits, shape)
                : new NDList(drawn(session, kernels, owner, ComputeType.BFLOAT16, name, shape));
    }

    /** Random numbers of (rows, columns), and scales under which they are about as large as other weights. */
    static NDList packed(TorchSession session, Kernels kernels, NDManager owner, int bits, long... shape) {
        try (TensorScope scope = session.scope()) {
            NDManager own = scope.manager();
            long[] bytes = {shape[0], shape[1] * bits / Byte.SIZE};
            long[] groups = {shape[0], shape[1] / GROUP_SIZE};
            double scale = DEVIATION * 4 / (1 << bits);
            return kernels.tensors(
                    owner,
                    "int4_packed",
                    kernels.tensor(own, "random_numbers", bytes, session.device()),
                    kernels.tensor(
                            own,
                            "random_normal",
                            groups,
                            scale,
                            scale / 4,
                            ComputeType.BFLOAT16.code(),
                            session.device()),
                    shape[1]);
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
