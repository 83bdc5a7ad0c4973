package dev.ordo.pruner.algorithm;

import dev.ordo.model.checkpoint.ModelConfig;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What stays of one tensor.
 *
 * @param parents its name in the parent
 * @param axis what goes of it
 * @param kept the rows or columns that stay, ascending; empty where all do
 */
@SuppressWarnings("ArrayRecordComponent")
record CutWeight(String parents, Axis axis, int[] kept) {
    private static final Pattern OF_A_LAYER = Pattern.compile("model\\.layers\\.(\\d+)\\.(.+)");
    private static final Pattern CUT =
            Pattern.compile("(?:mlp|self_attn)\\.(gate|up|down|q|k|v|o)_proj\\.(weight|bias)");

    /** Rows of gate and up, columns of down; rows of q, k and v and of their biases, columns of o. */
    enum Axis {
        NONE,
        ROWS,
        COLUMNS
    }

    /**
     * Of a tensor of the new model.
     *
     * @param name its logical name there
     * @param parent the parent's shape
     */
    static CutWeight of(String name, ModelConfig parent, Retained retained) {
        Matcher parts = OF_A_LAYER.matcher(name);
        if (!parts.matches()) {
            return new CutWeight(name, Axis.NONE, new int[0]);
        }
        int layer = retained.layers()[Integer.parseInt(parts.group(1))];
        String parents = "model.layers." + layer + "." + parts.group(2);
        Matcher cut = CUT.matcher(parts.group(2));
        if (!cut.matches()) {
            return new CutWeight(parents, Axis.NONE, new int[0]);
        }
        boolean bias = cut.group(2).equals("bias");
        int queries = parent.numAttentionHeads() / parent.numKeyValueHeads() * parent.headDim();
        int[] heads = retained.heads().get(layer);
        return switch (cut.group(1)) {
            case "gate", "up" -> rows(parents, retained.neurons().get(layer), parent.intermediateSize());
            case "down" -> columns(parents, retained.neurons().get(layer), parent.intermediateSize());
            case "q" -> rows(parents, Retained.expanded(heads, queries), parent.numKeyValueHeads() * queries);
            case "o" ->
                bias
                        ? new CutWeight(parents, Axis.NONE, new int[0])
                        : columns(parents, Retained.expanded(heads, queries), parent.numKeyValueHeads() * queries);
            default ->
                rows(parents, Retained.expanded(heads, parent.headDim()), parent.numKeyValueHeads() * parent.headDim());
        };
    }

    private static CutWeight rows(String parents, int[] kept, int all) {
        return kept.length == all
                ? new CutWeight(parents, Axis.NONE, new int[0])
                : new CutWeight(parents, Axis.ROWS, kept);
    }

    private static CutWeight columns(String parents, int[] kept, int all) {
        return kept.length == all
                ? new CutWeight(parents, Axis.NONE, new int[0])
                : new CutWeight(parents, Axis.COLUMNS, kept);
    }
}
