package dev.ordo.pruner.algorithm;

import dev.ordo.model.checkpoint.ModelConfig;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What stays of a model. All indices ascend: what stays keeps its order.
 *
 * @param layers the new model's layer i is the parent's layer {@code layers[i]}
 * @param neurons for each of the parent's layers
 * @param heads key/value heads, with the query heads that read them, for each of the parent's layers
 * @param channels of the residual stream; empty where all stay
 */
@SuppressWarnings("ArrayRecordComponent")
record Retained(int[] layers, List<int[]> neurons, List<int[]> heads, int[] channels) {

    /** With all channels. */
    Retained(int[] layers, List<int[]> neurons, List<int[]> heads) {
        this(layers, neurons, heads, new int[0]);
    }

    /**
     * The strongest of everything.
     *
     * @param target how many neurons and heads stay
     * @param depth how many layers stay
     */
    static Retained of(Findings found, ModelConfig target, int depth) {
        int all = target.numKeyValueHeads();
        List<int[]> heads = found.heads().length > 0
                ? strongest(found.heads(), all)
                : Stream.of(found.neurons())
                        .map(layer -> IntStream.range(0, all).toArray())
                        .toList();
        return new Retained(
                NeuronSelection.strongest(found.layers(), depth),
                strongest(found.neurons(), target.intermediateSize()),
                heads,
                channels(found, target, 1));
    }

    /**
     * The strongest of everything, neurons and channels by groups of neighbours, each as strong as its members together.
     *
     * @param groupSize neurons in one
     * @param channelGroup channels in one
     */
    static Retained byGroups(Findings found, ModelConfig target, int depth, int groupSize, int channelGroup) {
        Retained single = of(found, target, depth);
        List<int[]> neurons = Stream.of(found.neurons())
                .map(layer -> strongest(layer, target.intermediateSize(), groupSize))
                .toList();
        return new Retained(single.layers(), neurons, single.heads(), channels(found, target, channelGroup));
    }

    private static int[] channels(Findings found, ModelConfig target, int groupSize) {
        return found.channels().length == 0 ? new int[0] : strongest(found.channels(), target.hiddenSize(), groupSize);
    }

    private static int[] strongest(float[] saliency, int count, int groupSize) {
        return expanded(
                NeuronSelection.strongest(NeuronSelection.sums(saliency, groupSize), count / groupSize), groupSize);
    }

    private static List<int[]> strongest(float[][] saliency, int count) {
        return Stream.of(saliency)
                .map(layer -> NeuronSelection.strongest(layer, count))
                .toList();
    }

    /**
     * The rows or columns that blocks stand for.
     *
     * @param blocks each of {@code size} rows, the first of which are those of block 0
     */
    static int[] expanded(int[] blocks, int size) {
        return IntStream.of(blocks)
                .flatMap(block -> IntStream.range(block * size, (block + 1) * size))
                .toArray();
    }
}
