package dev.ordo.model.adapter;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * Which linear layers have an adapter, and of what size.
 *
 * @param rank columns of B and rows of A
 * @param alpha what B A is multiplied by before it is divided by the rank
 * @param modules the last parts of the layers' names, as {@code q_proj}
 */
public record AdapterConfig(int rank, int alpha, List<String> modules) {
    /** The linear layers of a decoder layer, in its order. */
    public static final List<String> MODULES =
            List.of("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj");

    private static final String WEIGHT = ".weight";

    /** @throws IllegalArgumentException if a size is not positive, or a layer is none of {@link #MODULES} */
    public AdapterConfig {
        if (rank < 1 || alpha < 1) {
            throw new IllegalArgumentException("rank and alpha must be positive, were " + rank + " and " + alpha);
        }
        if (modules.isEmpty() || !MODULES.containsAll(modules)) {
            throw new IllegalArgumentException("adapters are of some of " + MODULES + ", not of " + modules);
        }
        modules = List.copyOf(modules);
    }

    /** What B A is multiplied by. */
    public double scale() {
        return (double) alpha / rank;
    }

    /**
     * Whether a weight has an adapter.
     *
     * @param name logical name, as {@code model.layers.0.self_attn.q_proj.weight}
     */
    public boolean covers(String name) {
        return name.endsWith(WEIGHT) && modules.contains(module(name));
    }

    private static String module(String name) {
        String layer = name.substring(0, name.length() - WEIGHT.length());
        return layer.substring(layer.lastIndexOf('.') + 1);
    }

    /** What {@code config.json} says of the adapters, in PEFT's words. */
    public ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("r", rank);
        json.put("lora_alpha", alpha);
        ArrayNode targets = json.putArray("target_modules");
        modules.forEach(targets::add);
        return json;
    }

    /** PEFT's {@code adapter_config.json}; the base is whatever it is put on. */
    public ObjectNode toPeft() {
        ObjectNode json = toJson();
        json.put("peft_type", "LORA");
        json.put("task_type", "CAUSAL_LM");
        json.putNull("base_model_name_or_path");
        json.put("bias", "none");
        json.put("fan_in_fan_out", false);
        json.put("inference_mode", true);
        json.put("lora_dropout", 0.0);
        json.put("use_dora", false);
        json.put("use_rslora", false);
        return json;
    }
}
