package dev.ordo.model.checkpoint;

import dev.ordo.model.packed.NumberFormat;
import dev.ordo.model.packed.PackedLayout;
import dev.ordo.model.packed.QuantizationConfig;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Reads {@code quantization_config}, refusing by name whatever is not plain group quantization of weights to integers. */
final class QuantizationConfigParser {
    private static final int MAX_GROUP = 1 << 24;
    private static final Set<String> STATIC_ORDERS = Set.of("weight", "static");
    private static final Pattern MODULE = Pattern.compile("lm_head|model\\.[a-z0-9_.]+");

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
        if (!groups.names().contains("group_0")) {
            throw fields.unsupported("config_groups", "only a group_0, and others after it");
        }
        ConfigFields linear = groups.object("group_0");
        if (!linear.texts("targets").equals(List.of("Linear"))) {
            throw linear.unsupported("targets", "only [\"Linear\"]");
        }
        group(linear);
        ConfigFields weights = linear.object("weights");
        int groupSize = weights.size("group_size", MAX_GROUP);
        return new QuantizationConfig(
                numbers(weights), bits(weights), groupSize, ignore, moduleBits(groups, groupSize, numbers(weights)));
    }

    /** What groups after the first say of modules by name. */
    private static SortedMap<String, Integer> moduleBits(ConfigFields groups, int groupSize, NumberFormat numbers) {
        SortedMap<String, Integer> modules = new TreeMap<>();
        for (String name : groups.names()) {
            if (name.equals("group_0")) {
                continue;
            }
            ConfigFields group = groups.object(name);
            group(group);
            ConfigFields weights = group.object("weights");
            if (weights.size("group_size", MAX_GROUP) != groupSize) {
                throw weights.unsupported("group_size", "only group_0's " + groupSize);
            }
            if (numbers(weights) != numbers) {
                throw weights.unsupported("symmetric", "only what group_0 says");
            }
            for (String target : group.texts("targets")) {
                if (!MODULE.matcher(target).matches() || modules.put(target, bits(weights)) != null) {
                    throw group.unsupported("targets", "only names of modules, each in one group");
                }
            }
        }
        return modules;
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
        ConfigFields weights = group.object("weights");
        weights.only("type", "int");
        weights.only("strategy", "group");
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

    private static NumberFormat numbers(ConfigFields weights) {
        return weights.flag("symmetric", true) ? NumberFormat.INTEGERS : NumberFormat.ASYMMETRIC_INTEGERS;
    }

    private static int bits(ConfigFields weights) {
        int bits = weights.size("num_bits", 64);
        if (!PackedLayout.WIDTHS.contains(bits)) {
            throw weights.unsupported("num_bits", "only 2, 3, 4 or 8");
        }
        return bits;
    }
}
