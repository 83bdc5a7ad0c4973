package dev.ordo.model.checkpoint;

import dev.ordo.model.packed.PackedLayout;
import dev.ordo.model.packed.QuantizationConfig;
import dev.ordo.model.safetensors.DType;
import dev.ordo.model.safetensors.TensorSpec;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The tensors that a model of a given configuration has: logical names, shapes, and which of them are packed.
 *
 * <p>Names are those of Hugging Face's Qwen2, Qwen3 and Llama. Weights of linear layers have shape (out, in).
 */
public final class TensorLayout {
    private static final String WEIGHT = ".weight";
    private static final String BIAS = ".bias";

    private final ModelConfig config;
    private final SortedMap<String, long[]> shapes = new TreeMap<>();
    private final SortedMap<String, PackedLayout> packed = new TreeMap<>();

    private TensorLayout(ModelConfig config) {
        this.config = config;
        addModel();
    }

    /**
     * Derives the layout.
     *
     * @throws dev.ordo.model.packed.PackedWeightException if the groups do not divide the columns of a packed weight
     */
    public static TensorLayout of(ModelConfig config) {
        return new TensorLayout(config);
    }

    /** Shapes by logical name, sorted by name. The arrays must not be changed. */
    public SortedMap<String, long[]> shapes() {
        return Collections.unmodifiableSortedMap(shapes);
    }

    /** How the tensor of this logical name is packed, or nothing if it is stored as it is. */
    public Optional<PackedLayout> packed(String name) {
        return Optional.ofNullable(packed.get(name));
    }

    /** Bytes of all tensors as they are stored, those that are not packed in the given type. */
    public long storedBytes(DType dtype) {
        return StoredTensors.all(this, dtype).stream()
                .mapToLong(TensorSpec::byteLength)
                .sum();
    }

    private void addModel() {
        int hidden = config.hiddenSize();
        matrix(QuantizationConfig.EMBEDDING, config.vocabSize(), hidden);
        for (int layer = 0; layer < config.numHiddenLayers(); layer++) {
            addLayer("model.layers." + layer + ".");
        }
        tensor("model.norm.weight", hidden);
        if (!config.tieWordEmbeddings()) {
            linear(QuantizationConfig.HEAD, config.vocabSize(), hidden, false);
        }
    }

    private void addLayer(String layer) {
        int hidden = config.hiddenSize();
        int queries = config.numAttentionHeads() * config.headDim();
        int keys = config.numKeyValueHeads() * config.headDim();
        tensor(layer + "input_layernorm.weight", hidden);
        linear(layer + "self_attn.q_proj", queries, hidden, config.attentionBias());
        linear(layer + "self_attn.k_proj", keys, hidden, config.attentionBias());
        linear(layer + "self_attn.v_proj", keys, hidden, config.attentionBias());
        linear(layer + "self_attn.o_proj", hidden, queries, config.attentionOutputBias());
        if (config.queryKeyNorm()) {
            tensor(layer + "self_attn.q_norm.weight", config.headDim());
            tensor(layer + "self_attn.k_norm.weight", config.headDim());
        }
        tensor(layer + "post_attention_layernorm.weight", hidden);
        linear(layer + "mlp.gate_proj", config.intermediateSize(), hidden, false);
        linear(layer + "mlp.up_proj", config.intermediateSize(), hidden, false);
        linear(layer + "mlp.down_proj", hidden, config.intermediateSize(), false);
    }

    private void linear(String module, int out, int in, boolean bias) {
        matrix(module, out, in);
        if (bias) {
            tensor(module + BIAS, out);
        }
    }

    private void matrix(String module, int out, int in) {
        tensor(module + WEIGHT, out, in);
        config.quantization()
                .ifPresent(quantization -> quantization
                        .bits(module)
                        .ifPresent(bits -> packed.put(
                                module + WEIGHT,
                                new PackedLayout(out, in, bits, quantization.groupSize(), quantization.numbers()))));
    }

    private void tensor(String name, long... shape) {
        shapes.put(name, shape);
    }
}
