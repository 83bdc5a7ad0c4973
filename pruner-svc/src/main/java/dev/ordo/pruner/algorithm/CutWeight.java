package dev.ordo.pruner.algorithm;

import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.decoder.ParameterLayout;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What stays of one tensor: of its rows, or of its elements where it is a vector, and of its columns.
 *
 * @param parents its name in the parent
 * @param rows that stay, ascending; empty where all do
 * @param columns that stay, ascending; empty where all do
 */
@SuppressWarnings("ArrayRecordComponent")
record CutWeight(String parents, int[] rows, int[] columns) {
    private static final Pattern OF_A_LAYER = Pattern.compile("model\\.layers\\.(\\d+)\\.(.+)");
    private static final int[] ALL = {};

    /**
     * Of a tensor of the new model.
     *
     * @param name its logical name there
     * @param parent the parent's shape
     */
    static CutWeight of(String name, ModelConfig parent, Retained retained) {
        int[] channels = some(retained.channels(), parent.hiddenSize());
        Matcher parts = OF_A_LAYER.matcher(name);
        if (!parts.matches()) {
            boolean matrix = name.equals(ParameterLayout.EMBEDDING) || name.equals(ParameterLayout.HEAD);
            return matrix ? new CutWeight(name, ALL, channels) : new CutWeight(name, channels, ALL);
        }
        int layer = retained.layers()[Integer.parseInt(parts.group(1))];
        String parents = "model.layers." + layer + "." + parts.group(2);
        int size = parent.headDim();
        int queries = parent.numAttentionHeads() / parent.numKeyValueHeads() * size;
        int[] neurons = some(retained.neurons().get(layer), parent.intermediateSize());
        int[] heads = some(retained.heads().get(layer), parent.numKeyValueHeads());
        return switch (parts.group(2)) {
            case "input_layernorm.weight", "post_attention_layernorm.weight", "self_attn.o_proj.bias" ->
                new CutWeight(parents, channels, ALL);
            case "self_attn.q_proj.weight" -> new CutWeight(parents, Retained.expanded(heads, queries), channels);
            case "self_attn.q_proj.bias" -> new CutWeight(parents, Retained.expanded(heads, queries), ALL);
            case "self_attn.k_proj.weight", "self_attn.v_proj.weight" ->
                new CutWeight(parents, Retained.expanded(heads, size), channels);
            case "self_attn.k_proj.bias", "self_attn.v_proj.bias" ->
                new CutWeight(parents, Retained.expanded(heads, size), ALL);
            case "self_attn.o_proj.weight" -> new CutWeight(parents, channels, Retained.expanded(heads, queries));
            case "mlp.gate_proj.weight", "mlp.up_proj.weight" -> new CutWeight(parents, neurons, channels);
            case "mlp.down_proj.weight" -> new CutWeight(parents, channels, neurons);
            default -> new CutWeight(parents, ALL, ALL);
        };
    }

    private static int[] some(int[] kept, int all) {
        return kept.length == all ? ALL : kept;
    }

    /** Whether the tensor stays as it is. */
    boolean isWhole() {
        return rows.length == 0 && columns.length == 0;
    }
}
