package dev.ordo.pruner.algorithm;

import dev.ordo.model.checkpoint.CheckpointDirectory;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The weights of a checkpoint without what goes: layers; neurons, which are rows of gate and up, and columns of down; heads, which
 * are rows of q, k and v and of their biases, and columns of o; and channels, which are columns of the embedding, the head and of all that reads the
 * residual stream, and rows of all that writes into it, and elements of norms. All other weights, and the values of those that stay, are untouched.
 *
 * @param checkpoint the parent; dequantized as it is read, if it is packed
 */
record PrunedWeights(CheckpointDirectory checkpoint, Retained kept) implements Function<String, Stream<float[]>> {
    @Override
    public Stream<float[]> apply(String name) {
        CutWeight cut = CutWeight.of(name, checkpoint.config(), kept);
        if (cut.isWhole()) {
            return checkpoint.pieces(cut.parents());
        }
        long[] shape = checkpoint.info(cut.parents()).shape();
        int columns = shape.length == 1 ? 1 : Math.toIntExact(shape[1]);
        if (cut.rows().length == 0) {
            return new ColumnSelection(columns, cut.columns()).of(checkpoint.pieces(cut.parents()));
        }
        float[] rows = NeuronSelection.rows(checkpoint.readFloat32(cut.parents()), columns, cut.rows());
        return Stream.of(cut.columns().length == 0 ? rows : NeuronSelection.columns(rows, columns, cut.columns()));
    }
}
