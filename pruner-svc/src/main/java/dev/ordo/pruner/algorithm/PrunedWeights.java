package dev.ordo.pruner.algorithm;

import dev.ordo.model.checkpoint.CheckpointDirectory;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The weights of a checkpoint without what goes: layers; neurons, which are rows of gate and up, and columns of down; and heads, which
 * are rows of q, k and v and of their biases, and columns of o. All other weights, and the values of those that stay, are untouched.
 *
 * @param checkpoint the parent; dequantized as it is read, if it is packed
 */
record PrunedWeights(CheckpointDirectory checkpoint, Retained kept) implements Function<String, Stream<float[]>> {
    @Override
    public Stream<float[]> apply(String name) {
        CutWeight cut = CutWeight.of(name, checkpoint.config(), kept);
        long[] shape = checkpoint.info(cut.parents()).shape();
        int columns = shape.length == 1 ? 1 : Math.toIntExact(shape[1]);
        return switch (cut.axis()) {
            case NONE -> checkpoint.pieces(cut.parents());
            case ROWS -> Stream.of(NeuronSelection.rows(checkpoint.readFloat32(cut.parents()), columns, cut.kept()));
            case COLUMNS ->
                Stream.of(NeuronSelection.columns(checkpoint.readFloat32(cut.parents()), columns, cut.kept()));
        };
    }
}
