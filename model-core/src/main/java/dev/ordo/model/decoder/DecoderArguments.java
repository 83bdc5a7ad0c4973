package dev.ordo.model.decoder;

import ai.djl.ndarray.NDList;
import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.torch.Kernels;
import dev.ordo.model.torch.TorchSession;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** What every kernel that runs the decoder is told first; {@code decoder.py} says what it is. */
final class DecoderArguments {
    private final long[] shape;
    private final double[] rotary;
    private final double eps;

    private DecoderArguments(long[] shape, double[] rotary, double eps) {
        this.shape = shape;
        this.rotary = rotary;
        this.eps = eps;
    }

    /** @param joined whether weights are, as {@link ParameterLayout#joined} says */
    static DecoderArguments of(ModelConfig config, boolean joined, Kernels kernels, TorchSession session) {
        return new DecoderArguments(
                shape(config, joined), RotaryFrequencies.of(config, kernels, session), config.rmsNormEps());
    }

    private static long[] shape(ModelConfig config, boolean joined) {
        LongStream sizes = LongStream.of(
                config.numHiddenLayers(),
                config.numAttentionHeads(),
                config.numKeyValueHeads(),
                config.headDim(),
                config.attentionBias() ? 1 : 0,
                config.attentionOutputBias() ? 1 : 0,
                config.queryKeyNorm() ? 1 : 0,
                joined ? 1 : 0);
        return LongStream.concat(sizes, config.attentionWindows().stream().mapToLong(Integer::longValue))
                .toArray();
    }

    /**
     * The arguments of a call.
     *
     * @param weights in the order of {@link ParameterLayout}
     * @param more what the kernel is told beside
     */
    Object[] with(NDList weights, Object... more) {
        return Stream.concat(Stream.of(weights, shape, rotary, eps), Stream.of(more))
                .toArray();
    }
}
