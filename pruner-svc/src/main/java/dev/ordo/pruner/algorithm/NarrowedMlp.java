package dev.ordo.pruner.algorithm;

import dev.ordo.model.checkpoint.CheckpointDirectory;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The weights of a checkpoint without the neurons that go: rows of gate and up, columns of down. All other weights, and the
 * values of those that stay, are untouched.
 *
 * @param checkpoint the parent; dequantized as it is read, if it is packed
 * @param kept for each layer the neurons that stay, ascending
 */
record NarrowedMlp(CheckpointDirectory checkpoint, List<int[]> kept) implements Function<String, Stream<float[]>> {
    private static final Pattern MLP_WEIGHT =
            Pattern.compile("model\\.layers\\.(\\d+)\\.mlp\\.(gate|up|down)_proj\\.weight");

    @Override
    public Stream<float[]> apply(String name) {
        Matcher mlp = MLP_WEIGHT.matcher(name);
        if (!mlp.matches()) {
            return checkpoint.pieces(name);
        }
        float[] weights = checkpoint.readFloat32(name);
        int[] neurons = kept.get(Integer.parseInt(mlp.group(1)));
        return Stream.of(
                mlp.group(2).equals("down")
                        ? NeuronSelection.columns(weights, checkpoint.config().intermediateSize(), neurons)
                        : NeuronSelection.rows(weights, checkpoint.config().hiddenSize(), neurons));
    }
}
