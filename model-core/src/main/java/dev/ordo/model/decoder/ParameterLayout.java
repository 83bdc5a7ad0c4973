package dev.ordo.model.decoder;

import dev.ordo.model.checkpoint.ModelConfig;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The parameters of a model in the order the kernels expect them, named as Hugging Face names them.
 *
 * <p>Embedding; per layer input norm, q, k, v, their biases where the family has them, o, its bias, the norms of q and
 * k where the family has them, post-attention norm, gate, up, down; final norm; output head unless tied.
 */
public final class ParameterLayout {
    /** The embedding's name. */
    public static final String EMBEDDING = "model.embed_tokens.weight";

    /** The output projection's, where it is not the embedding. */
    public static final String HEAD = "lm_head.weight";

    /** The final norm's. */
    static final String NORM = "model.norm.weight";

    private final Map<String, long[]> shapes;

    private ParameterLayout(Map<String, long[]> shapes) {
        this.shapes = Collections.unmodifiableMap(shapes);
    }

    /** The layout of a configuration. */
    public static ParameterLayout of(ModelConfig config) {
        Map<String, long[]> shapes = new LinkedHashMap<>();
        long hidden = config.hiddenSize();
        shapes.put(EMBEDDING, new long[] {config.vocabSize(), hidden});
        for (int layer = 0; layer < config.numHiddenLayers(); layer++) {
            addLayer(shapes, config, prefix(layer));
        }
        shapes.put(NORM, new long[] {hidden});
        if (!config.tieWordEmbeddings()) {
            shapes.put(HEAD, new long[] {config.vocabSize(), hidden});
        }
        return new ParameterLayout(shapes);
    }

    private static void addLayer(Map<String, long[]> shapes, ModelConfig config, String prefix) {
        long hidden = config.hiddenSize();
        long queries = (long) config.numAttentionHeads() * config.headDim();
        long keys = (long) config.numKeyValueHeads() * config.headDim();
        long neurons = config.intermediateSize();
        shapes.put(prefix + "input_layernorm.weight", new long[] {hidden});
        shapes.put(prefix + "self_attn.q_proj.weight", new long[] {queries, hidden});
        shapes.put(prefix + "self_attn.k_proj.weight", new long[] {keys, hidden});
        shapes.put(prefix + "self_attn.v_proj.weight", new long[] {keys, hidden});
        if (config.attentionBias()) {
            shapes.put(prefix + "self_attn.q_proj.bias", new long[] {queries});
            shapes.put(prefix + "self_attn.k_proj.bias", new long[] {keys});
            shapes.put(prefix + "self_attn.v_proj.bias", new long[] {keys});
        }
        shapes.put(prefix + "self_attn.o_proj.weight", new long[] {hidden, queries});
        if (config.attentionOutputBias()) {
            shapes.put(prefix + "self_attn.o_proj.bias", new long[] {hidden});
        }
        if (config.queryKeyNorm()) {
            shapes.put(prefix + "self_attn.q_norm.weight", new long[] {config.headDim()});
            shapes.put(prefix + "self_attn.k_norm.weight", new long[] {config.headDim()});
        }
        shapes.put(prefix + "post_attention_layernorm.weight", new long[] {hidden});
        shapes.put(prefix + "mlp.gate_proj.weight", new long[] {neurons, hidden});
        shapes.put(prefix + "mlp.up_proj.weight", new long[] {neurons, hidden});
        shapes.put(prefix + "mlp.down_proj.weight", new long[] {hidden, neurons});
    }

    /** Names in kernel order. */
    public List<String> names() {
        return new ArrayList<>(shapes.keySet());
    }

    /**
     * Names in kernel order, in one list those whose product with one input can be one: of q, k and v and of their biases, of gate and
     * up.
     */
    List<List<String>> joined() {
        Map<String, List<String>> groups = new LinkedHashMap<>();
        shapes.keySet()
                .forEach(name -> groups.computeIfAbsent(
                                name.replaceFirst("\\.([qkv]|gate|up)_proj\\.(weight|bias)$", ".$1.$2")
                                        .replaceFirst("\\.[qkv]\\.", ".qkv.")
                                        .replaceFirst("\\.(gate|up)\\.", ".gate-up."),
                                first -> new ArrayList<>())
                        .add(name));
        return List.copyOf(groups.values());
    }

    /** Names of one layer's, in kernel order. */
    public List<String> layer(int layer) {
        return shapes.keySet().stream()
                .filter(name -> name.startsWith(prefix(layer)))
                .toList();
    }

    private static String prefix(int layer) {
        return "model.layers." + layer + ".";
    }

    /** The name of the output projection: the embedding's, where the two are tied. */
    public String head() {
        return shapes.containsKey(HEAD) ? HEAD : EMBEDDING;
    }

    /**
     * The shape of a parameter.
     *
     * @throws IllegalArgumentException if the model has no such parameter
     */
    public long[] shape(String name) {
        long[] shape = shapes.get(name);
        if (shape == null) {
            throw new IllegalArgumentException("the model has no parameter named " + name);
        }
        return shape.clone();
    }

    /** The number of parameters, every element counted once. */
    public long count() {
        return shapes.values().stream().mapToLong(ParameterLayout::size).sum();
    }

    static long size(long[] shape) {
        long size = 1;
        for (long dimension : shape) {
            size *= dimension;
        }
        return size;
    }
}
