package dev.ordo.model.awq;

import dev.ordo.model.checkpoint.TensorLayout;
import dev.ordo.model.packed.PackedWeight;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/** One layer while it is revised: its packed weights, and the norms and v's bias, with the scales of columns folded into what comes before them. */
final class FoldedLayer {
    private static final String ATTENTION_NORM = "input_layernorm.weight";
    private static final String MLP_NORM = "post_attention_layernorm.weight";
    private static final String VALUE = "self_attn.v_proj.weight";
    private static final String VALUE_BIAS = "self_attn.v_proj.bias";
    private static final String UP = "mlp.up_proj.weight";

    private final String prefix;
    private final boolean headsShare;
    private final SortedMap<String, PackedWeight> weights = new TreeMap<>();
    private final SortedMap<String, float[]> vectors = new TreeMap<>();

    /**
     * @param headsShare whether several query heads read a key/value head
     * @param before the model's own norms and biases, by logical name
     */
    FoldedLayer(int layer, TensorLayout layout, boolean headsShare, Function<String, float[]> before) {
        this.prefix = "model.layers." + layer + ".";
        this.headsShare = headsShare;
        Stream.of(ATTENTION_NORM, MLP_NORM, VALUE_BIAS)
                .map(prefix::concat)
                .filter(layout.shapes()::containsKey)
                .forEach(name -> vectors.put(name, before.apply(name)));
    }

    static boolean isFolded(String name) {
        return Stream.of(ATTENTION_NORM, MLP_NORM, VALUE_BIAS).anyMatch(each -> name.endsWith("." + each));
    }

    /** Packed weights by logical name. */
    SortedMap<String, PackedWeight> weights() {
        return weights;
    }

    /** Norms, and v's bias if there is one, by logical name. */
    SortedMap<String, float[]> vectors() {
        return vectors;
    }

    /** Whether what comes before a weight can take up the scales of its columns. */
    boolean takesScalesOf(String name) {
        return switch (name.substring(prefix.length())) {
            case "self_attn.o_proj.weight" -> !headsShare && weights.containsKey(prefix + VALUE);
            case "mlp.down_proj.weight" -> weights.containsKey(prefix + UP);
            default -> true;
        };
    }

    /**
     * Divides what comes before weights that share their inputs.
     *
     * @param name the first of them, of which {@link #takesScalesOf} is true
     * @param wanted by which their columns are to be multiplied
     * @return by which they have to be, so that the two together do what they did
     */
    float[] fold(String name, float[] wanted) {
        return switch (name.substring(prefix.length())) {
            case "self_attn.o_proj.weight" -> intoRows(VALUE, wanted);
            case "mlp.down_proj.weight" -> intoRows(UP, wanted);
            case "mlp.gate_proj.weight" -> intoNorm(MLP_NORM, wanted);
            default -> intoNorm(ATTENTION_NORM, wanted);
        };
    }

    private float[] intoNorm(String norm, float[] wanted) {
        FoldedScales folding = FoldedScales.of(vectors.get(prefix + norm), wanted);
        vectors.put(prefix + norm, folding.norm());
        return folding.scales();
    }

    /** Rows are divided by dividing their groups' scales, whose rounding to bfloat16 is lost: 2^-9 of each at most. */
    private float[] intoRows(String weight, float[] scales) {
        weights.computeIfPresent(prefix + weight, (name, rows) -> rows.withRowsDivided(scales));
        if (weight.equals(VALUE)) {
            vectors.computeIfPresent(prefix + VALUE_BIAS, (name, bias) -> divided(bias, scales));
        }
        return scales;
    }

    private static float[] divided(float[] values, float[] divisors) {
        float[] quotients = new float[values.length];
        for (int i = 0; i < quotients.length; i++) {
            quotients[i] = values[i] / divisors[i];
        }
        return quotients;
    }
}
