package dev.ordo.model.packed;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * How a model's linear layers are quantized: the part of {@code quantization_config} in {@code config.json} that Ordo
 * supports, which is symmetric integers with one scale per group of columns, weights only.
 *
 * @param bits bits of a value, 2, 4 or 8
 * @param groupSize columns that share a scale
 * @param ignore names of the linear modules left as they were, such as {@code lm_head}
 */
public record QuantizationConfig(int bits, int groupSize, List<String> ignore) {
    public QuantizationConfig {
        ignore = List.copyOf(ignore);
    }

    /** Every linear layer but the head. */
    public static QuantizationConfig allButHead(int bits, int groupSize) {
        return new QuantizationConfig(bits, groupSize, List.of("lm_head"));
    }

    /** Whether the linear module of this name, for example {@code model.layers.0.mlp.up_proj}, is quantized. */
    public boolean covers(String module) {
        return !ignore.contains(module);
    }

    /** The value of {@code quantization_config}, as compressed-tensors writes it. */
    public ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ObjectNode group = json.putObject("config_groups").putObject("group_0");
        group.put("format", "pack-quantized");
        group.putNull("input_activations");
        group.putNull("output_activations");
        group.putArray("targets").add("Linear");
        weights(group.putObject("weights"));
        json.put("format", "pack-quantized");
        json.putNull("global_compression_ratio");
        ArrayNode ignored = json.putArray("ignore");
        ignore.forEach(ignored::add);
        json.putNull("kv_cache_scheme");
        json.put("quant_method", "compressed-tensors");
        json.put("quantization_status", "compressed");
        return json;
    }

    private void weights(ObjectNode weights) {
        weights.putNull("actorder");
        weights.putNull("block_structure");
        weights.put("dynamic", false);
        weights.put("group_size", groupSize);
        weights.put("num_bits", bits);
        weights.put("observer", "minmax");
        weights.putObject("observer_kwargs");
        weights.put("strategy", "group");
        weights.put("symmetric", true);
        weights.put("type", "int");
    }
}
