package dev.ordo.model.checkpoint;

import dev.ordo.model.packed.QuantizationConfig;
import java.util.List;
import java.util.Set;

/** Reads {@code quantization_config}, refusing by name whatever is not plain symmetric group quantization of weights. */
final class QuantizationConfigParser {
    private static final int MAX_GROUP = 1 << 24;
    private static final Set<String> STATIC_ORDERS = Set.of("weight", "static");

    private final ConfigFields fields;

    QuantizationConfigParser(ConfigFields fields) {
        this.fields = fields;
    }

    QuantizationConfig parse() {
        required("quant_method", "compressed-tensors");
        required("format", "pack-quantized");
        fields.only("quantization_status", "compressed");
        fields.none("kv_cache_scheme");
        List<String> ignore = fields.texts("ignore");
        if (ignore.stream().anyMatch(module -> module.startsWith("re:"))) {
            throw fields.unsupported("ignore", "only plain module names");
        }
        ConfigFields groups = fields.object("config_groups");
        if (!groups.names().equals(List.of("group_0"))) {
            throw fields.unsupported("config_groups", "only a single group_0");
        }
        ConfigFields group = groups.object("group_0");
        group(group);
        ConfigFields weights = group.object("weights");
        weights(weights);
        return new QuantizationConfig(bits(weights), weights.size("group_size", MAX_GROUP), ignore);
    }

    private void required(String field, String supported) {
        if (!fields.has(field)) {
            throw fields.invalid(field, "is missing");
        }
        fields.only(field, supported);
    }

    private static void group(ConfigFields group) {
        group.none("input_activations");
        group.none("output_activations");
        group.only("format", "pack-quantized");
        if (!group.texts("targets").equals(List.of("Linear"))) {
            throw group.unsupported("targets", "only [\"Linear\"]");
        }
    }

    private static void weights(ConfigFields weights) {
        weights.only("type", "int");
        weights.only("strategy", "group");
        weights.only("symmetric", true);
        weights.only("dynamic", false);
        actorder(weights);
        weights.none("block_structure");
    }

    /** Weight (or static) ordering changes how values are chosen, not how they are stored. */
    private static void actorder(ConfigFields weights) {
        if (weights.has("actorder") && !STATIC_ORDERS.contains(weights.text("actorder", null))) {
            throw weights.unsupported("actorder", "only null, weight or static");
        }
    }

    private static int bits(ConfigFields weights) {
        int bits = weights.size("num_bits", 64);
        if (bits != 2 && bits != 4 && bits != 8) {
            throw weights.unsupported("num_bits", "only 2, 4 or 8");
        }
        return bits;
    }
}
