package dev.ordo.model.checkpoint;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Reads how positions are rotated. transformers 4 keeps {@code rope_theta} at the top and the rest in {@code rope_scaling},
 * transformers 5 all of it in {@code rope_parameters}.
 */
final class RotaryParser {
    private static final double DEFAULT_THETA = 10_000;
    private static final String ORIGINAL_CONTEXT = "original_max_position_embeddings";
    private static final Set<String> COMMON = Set.of("type", "rope_type", "rope_theta", "partial_rotary_factor");
    private static final Map<String, Set<String>> FIELDS = Map.of(
            "default",
            Set.of(),
            "linear",
            Set.of("factor"),
            "llama3",
            Set.of("factor", "low_freq_factor", "high_freq_factor", ORIGINAL_CONTEXT),
            "yarn",
            Set.of(
                    "factor",
                    "attention_factor",
                    "beta_fast",
                    "beta_slow",
                    "mscale",
                    "mscale_all_dim",
                    "truncate",
                    ORIGINAL_CONTEXT));

    private final ConfigFields top;
    private final ConfigFields rope;
    private final int context;

    /** @param context positions of the model, {@code max_position_embeddings} */
    RotaryParser(ConfigFields top, int context) {
        this.top = top;
        this.context = context;
        this.rope = rope(top);
    }

    private static ConfigFields rope(ConfigFields top) {
        boolean old = filled(top, "rope_scaling");
        if (old && filled(top, "rope_parameters")) {
            throw top.invalid("rope_scaling", "stands beside rope_parameters; one of the two is expected");
        }
        return old ? top.object("rope_scaling") : top.objectOrEmpty("rope_parameters");
    }

    private static boolean filled(ConfigFields top, String field) {
        return !top.objectOrEmpty(field).names().isEmpty();
    }

    double theta() {
        return rope.positive("rope_theta", top.positive("rope_theta", DEFAULT_THETA));
    }

    RotaryScaling scaling() {
        String spelling = rope.has("rope_type") ? "rope_type" : "type";
        String type = rope.text(spelling, "default");
        if (!FIELDS.containsKey(type)) {
            throw rope.unsupported(spelling, "only default, linear, llama3 or yarn");
        }
        refuseUnknown(type);
        return switch (type) {
            case "linear" -> new RotaryScaling.Linear(rope.positive("factor"));
            case "llama3" -> llama3();
            case "yarn" -> yarn();
            default -> new RotaryScaling.None();
        };
    }

    private void refuseUnknown(String type) {
        rope.only("partial_rotary_factor", 1.0);
        Set<String> known = new HashSet<>(COMMON);
        known.addAll(FIELDS.get(type));
        rope.names().stream().filter(name -> !known.contains(name)).forEach(rope::none);
    }

    private RotaryScaling llama3() {
        double low = rope.positive("low_freq_factor");
        double high = rope.positive("high_freq_factor");
        if (high <= low) {
            throw rope.invalid("high_freq_factor", "must be greater than low_freq_factor " + low + ", was " + high);
        }
        return new RotaryScaling.Llama3(rope.positive("factor"), low, high, originalContext());
    }

    private RotaryScaling yarn() {
        int original = originalContext();
        double factor = rope.positive("factor", (double) context / original);
        return new RotaryScaling.Yarn(
                factor,
                rope.positive("attention_factor", attentionFactor(factor)),
                rope.positive("beta_fast", 32),
                rope.positive("beta_slow", 1),
                rope.flag("truncate", true),
                original);
    }

    private double attentionFactor(double factor) {
        if (rope.has("mscale") && rope.has("mscale_all_dim")) {
            return sharpness(factor, rope.positive("mscale")) / sharpness(factor, rope.positive("mscale_all_dim"));
        }
        return sharpness(factor, 1);
    }

    private static double sharpness(double factor, double scale) {
        return factor <= 1 ? 1 : 0.1 * scale * Math.log(factor) + 1;
    }

    /** A value at the top goes before one beside the type, as in transformers. */
    private int originalContext() {
        return top.size(ORIGINAL_CONTEXT, Integer.MAX_VALUE, rope.size(ORIGINAL_CONTEXT, Integer.MAX_VALUE, context));
    }
}
