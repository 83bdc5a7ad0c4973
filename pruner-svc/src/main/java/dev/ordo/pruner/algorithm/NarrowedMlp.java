package dev.ordo.pruner.algorithm;

import dev.ordo.model.checkpoint.CheckpointDirectory;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The weights of a checkpoint without the neurons that go: rows of gate and up, columns of down. All other weights, and the
 * values of those that stay, are untouched.
 *
 * @param checkpoint the parent; dequantized as it is read, if it is packed
 * @param kept for each layer the neurons that stay, ascending
 */
record NarrowedMlp(CheckpointDirectory checkpoint, List<int[]> kept) implements Function<String, float[]> {
    private static final Pattern MLP_WEIGHT =
            Pattern.compile("model\\.layers\\.(\\d+)\\.mlp\\.(gate|up|down)_proj\\.weight");

    @Override
    public float[] apply(String name) {
        float[] weights = checkpoint.readFloat32(name);
        Matcher mlp = MLP_WEIGHT.matcher(name);
        if (!mlp.matches()) {
            return weights;
        }
        int[] neurons = kept.get(Integer.parseInt(mlp.group(1)));
        return mlp.group(2).equals("down")
                ? NeuronSelection.columns(weights, checkpoint.config().intermediateSize(), neurons)
                : NeuronSelection.rows(weights, checkpoint.config().hiddenSize(), neurons);
    }
}
