package dev.ordo.pruner.algorithm;

import dev.ordo.model.checkpoint.CheckpointDirectory;
import dev.ordo.model.checkpoint.ModelConfig;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The weights of a checkpoint without what goes: layers; neurons, which are rows of gate and up, and columns of down; and heads, which
 * are rows of q, k and v and of their biases, and columns of o. All other weights, and the values of those that stay, are untouched.
 *
 * @param checkpoint the parent; dequantized as it is read, if it is packed
 */
record PrunedWeights(CheckpointDirectory checkpoint, Retained kept) implements Function<String, Stream<float[]>> {
    private static final Pattern OF_A_LAYER = Pattern.compile("model\\.layers\\.(\\d+)\\.(.+)");
    private static final Pattern CUT =
            Pattern.compile("(?:mlp|self_attn)\\.(gate|up|down|q|k|v|o)_proj\\.(weight|bias)");

    @Override
    public Stream<float[]> apply(String name) {
        Matcher parts = OF_A_LAYER.matcher(name);
        if (!parts.matches()) {
            return checkpoint.pieces(name);
        }
        int layer = kept.layers()[Integer.parseInt(parts.group(1))];
        String parents = "model.layers." + layer + "." + parts.group(2);
        Matcher cut = CUT.matcher(parts.group(2));
        if (!cut.matches()) {
            return checkpoint.pieces(parents);
        }
        int hidden = checkpoint.config().hiddenSize();
        return switch (cut.group(1)) {
            case "gate", "up" -> rows(parents, hidden, neurons(layer));
            case "down" -> columns(parents, neurons(layer));
            case "o" -> cut.group(2).equals("bias") ? checkpoint.pieces(parents) : columns(parents, queries(layer));
            case "q" -> rows(parents, cut.group(2).equals("bias") ? 1 : hidden, queries(layer));
            default -> rows(parents, cut.group(2).equals("bias") ? 1 : hidden, keys(layer));
        };
    }

    private Axis neurons(int layer) {
        return new Axis(kept.neurons().get(layer), checkpoint.config().intermediateSize());
    }

    private Axis keys(int layer) {
        ModelConfig config = checkpoint.config();
        return heads(layer, config.headDim());
    }

    private Axis queries(int layer) {
        ModelConfig config = checkpoint.config();
        return heads(layer, config.numAttentionHeads() / config.numKeyValueHeads() * config.headDim());
    }

    private Axis heads(int layer, int size) {
        int[] heads = kept.heads().get(layer);
        return new Axis(Retained.expanded(heads, size), checkpoint.config().numKeyValueHeads() * size);
    }

    private Stream<float[]> rows(String name, int columns, Axis axis) {
        return axis.whole()
                ? checkpoint.pieces(name)
                : Stream.of(NeuronSelection.rows(checkpoint.readFloat32(name), columns, axis.kept));
    }

    private Stream<float[]> columns(String name, Axis axis) {
        return axis.whole()
                ? checkpoint.pieces(name)
                : Stream.of(NeuronSelection.columns(checkpoint.readFloat32(name), axis.size, axis.kept));
    }

    /** Indices that stay of so many. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Axis(int[] kept, int size) {
        boolean whole() {
            return kept.length == size;
        }
    }
}
