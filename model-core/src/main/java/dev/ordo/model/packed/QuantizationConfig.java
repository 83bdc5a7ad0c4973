package dev.ordo.model.packed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * How a model's weights are quantized: the part of {@code quantization_config} in {@code config.json} that Ordo supports, which
 * is integers, symmetric or with zero points, or NF4, with one scale per group of columns, weights only. The embedding is one of them only if
 * {@code moduleBits} names it.
 *
 * @param numbers what the values stand for
 * @param bits bits of a value of every linear module that is not named below: 2, 3, 4 or 8
 * @param groupSize columns that share a scale
 * @param ignore names of the linear modules left as they were, such as {@code lm_head}
 * @param moduleBits bits of a value by module, where they are others
 */
public record QuantizationConfig(
        NumberFormat numbers, int bits, int groupSize, List<String> ignore, SortedMap<String, Integer> moduleBits) {
    /** The module whose weight is the embedding. */
    public static final String EMBEDDING = "model.embed_tokens";

    /** The output projection, where it is not the embedding. */
    public static final String HEAD = "lm_head";

    public QuantizationConfig {
        ignore = List.copyOf(ignore);
        moduleBits = Collections.unmodifiableSortedMap(new TreeMap<>(moduleBits));
    }

    /** Symmetric integers. */
    public QuantizationConfig(int bits, int groupSize, List<String> ignore, SortedMap<String, Integer> moduleBits) {
        this(NumberFormat.INTEGERS, bits, groupSize, ignore, moduleBits);
    }

    /** All linear modules in integers of one width. */
    public QuantizationConfig(int bits, int groupSize, List<String> ignore) {
        this(bits, groupSize, ignore, Collections.emptySortedMap());
    }

    /** Every linear layer but the head, in integers. */
    public static QuantizationConfig allButHead(int bits, int groupSize) {
        return new QuantizationConfig(bits, groupSize, List.of(HEAD));
    }

    /** Linear modules in NF4. */
    public static QuantizationConfig nf4(List<String> ignore) {
        return new QuantizationConfig(
                NumberFormat.NF4, Nf4Weight.BITS, Nf4Weight.BLOCK, ignore, Collections.emptySortedMap());
    }

    /** Every linear layer but the head, in NF4. */
    public static QuantizationConfig nf4AllButHead() {
        return nf4(List.of(HEAD));
    }

    /** The same in numbers that stand for something else. */
    public QuantizationConfig withNumbers(NumberFormat others) {
        return new QuantizationConfig(others, bits, groupSize, ignore, moduleBits);
    }

    /** The same with other bits for some modules, which are then no longer ignored. */
    public QuantizationConfig withBits(Map<String, Integer> modules) {
        SortedMap<String, Integer> all = new TreeMap<>(moduleBits);
        all.putAll(modules);
        List<String> left =
                ignore.stream().filter(each -> !modules.containsKey(each)).toList();
        return new QuantizationConfig(numbers, bits, groupSize, left, all);
    }

    /** The same with some modules left as they were. */
    public QuantizationConfig ignoring(Collection<String> modules) {
        SortedMap<String, Integer> all = new TreeMap<>(moduleBits);
        all.keySet().removeAll(modules);
        List<String> none = Stream.concat(ignore.stream(), modules.stream().filter(each -> !each.equals(EMBEDDING)))
                .distinct()
                .toList();
        return new QuantizationConfig(numbers, bits, groupSize, none, all);
    }

    /** Bits of a value of the module of this name, for example {@code model.layers.0.mlp.up_proj}; nothing if it is not quantized. */
    public OptionalInt bits(String module) {
        if (ignore.contains(module) || module.equals(EMBEDDING) && !moduleBits.containsKey(module)) {
            return OptionalInt.empty();
        }
        return OptionalInt.of(moduleBits.getOrDefault(module, bits));
    }

    /** The value of {@code quantization_config}, as compressed-tensors or bitsandbytes writes it. */
    public ObjectNode toJson() {
        return numbers == NumberFormat.NF4 ? bitsAndBytes() : compressedTensors();
    }

    private ObjectNode bitsAndBytes() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("bnb_4bit_compute_dtype", "bfloat16");
        json.put("bnb_4bit_quant_storage", "uint8");
        json.put("bnb_4bit_quant_type", "nf4");
        json.put("bnb_4bit_use_double_quant", true);
        json.putArray("llm_int8_skip_modules").addAll(ignored());
        json.put("load_in_4bit", true);
        json.put("load_in_8bit", false);
        json.put("quant_method", numbers.method());
        return json;
    }

    private List<JsonNode> ignored() {
        return ignore.stream().<JsonNode>map(JsonNodeFactory.instance::textNode).toList();
    }

    private ObjectNode compressedTensors() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ObjectNode groups = json.putObject("config_groups");
        group(groups.putObject("group_0"), List.of("Linear"), bits);
        new TreeSet<>(moduleBits.values()).forEach(width -> {
            Stream<String> modules = moduleBits.keySet().stream()
                    .filter(each -> moduleBits.get(each).equals(width));
            group(groups.putObject("group_" + groups.size()), modules.toList(), width);
        });
        json.put("format", "pack-quantized");
        json.putNull("global_compression_ratio");
        json.putArray("ignore").addAll(ignored());
        json.putNull("kv_cache_scheme");
        json.put("quant_method", numbers.method());
        json.put("quantization_status", "compressed");
        return json;
    }

    private void group(ObjectNode group, List<String> targets, int width) {
        group.put("format", "pack-quantized");
        group.putNull("input_activations");
        group.putNull("output_activations");
        targets.forEach(group.putArray("targets")::add);
        weights(group.putObject("weights"), width);
    }

    private void weights(ObjectNode weights, int width) {
        weights.putNull("actorder");
        weights.putNull("block_structure");
        weights.put("dynamic", false);
        weights.put("group_size", groupSize);
        weights.put("num_bits", width);
        weights.put("observer", "minmax");
        weights.putObject("observer_kwargs");
        weights.put("strategy", "group");
        weights.put("symmetric", numbers != NumberFormat.ASYMMETRIC_INTEGERS);
        weights.put("type", "int");
    }
}
