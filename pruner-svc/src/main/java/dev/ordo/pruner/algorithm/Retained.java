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
 */
@SuppressWarnings("ArrayRecordComponent")
record Retained(int[] layers, List<int[]> neurons, List<int[]> heads) {

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
                heads);
    }

    /** The strongest of everything, neurons by groups of neighbours, each as strong as its members together. */
    static Retained byGroups(Findings found, ModelConfig target, int depth, int groupSize) {
        Retained single = of(found, target, depth);
        List<int[]> groups = strongest(
                Stream.of(found.neurons())
                        .map(layer -> NeuronSelection.sums(layer, groupSize))
                        .toArray(float[][]::new),
                target.intermediateSize() / groupSize);
        return new Retained(
                single.layers(),
                groups.stream().map(layer -> expanded(layer, groupSize)).toList(),
                single.heads());
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
