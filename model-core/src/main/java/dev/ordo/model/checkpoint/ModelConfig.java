package dev.ordo.model.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ordo.model.adapter.AdapterConfig;
import dev.ordo.model.packed.QuantizationConfig;
import dev.ordo.model.safetensors.DType;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A decoder's shape, as {@code config.json} gives it. Made by {@link #parse} and the {@code with} methods, which keep
 * every field that Ordo does not know.
 *
 * @param modelType {@code qwen2}, {@code qwen3} or {@code llama}
 * @param vocabSize rows of the embedding
 * @param hiddenSize width of the residual stream
 * @param intermediateSize neurons of each MLP
 * @param numHiddenLayers decoder layers
 * @param numAttentionHeads query heads
 * @param numKeyValueHeads key and value heads; divides {@code numAttentionHeads}
 * @param headDim width of a head; even
 * @param rmsNormEps added to the mean square before its root is taken
 * @param ropeTheta base of the rotary frequencies
 * @param ropeScaling how they are changed for a longer context
 * @param attentionWindows by layer, how many positions one attends to, itself included; 0 for all before
 * @param maxPositionEmbeddings longest context
 * @param tieWordEmbeddings whether the head is the embedding
 * @param attentionBias whether query, key and value projections have a bias (always in Qwen2)
 * @param attentionOutputBias whether the output projection has one too (in Llama and Qwen3, if {@code attention_bias})
 * @param queryKeyNorm whether each head's query and key are normalized before they are rotated (always in Qwen3)
 * @param torchDtype type in which unpacked tensors are stored: BF16, F16 or F32
 * @param bosTokenId token that begins a text
 * @param eosTokenIds tokens that end one
 * @param quantization how linear weights are packed, if they are
 * @param adapter the low-rank adapters beside packed weights, if there are any
 * @param json the whole of {@code config.json}; {@link #toJson} hands out copies
 */
public record ModelConfig(
        String modelType,
        int vocabSize,
        int hiddenSize,
        int intermediateSize,
        int numHiddenLayers,
        int numAttentionHeads,
        int numKeyValueHeads,
        int headDim,
        double rmsNormEps,
        double ropeTheta,
        RotaryScaling ropeScaling,
        List<Integer> attentionWindows,
        int maxPositionEmbeddings,
        boolean tieWordEmbeddings,
        boolean attentionBias,
        boolean attentionOutputBias,
        boolean queryKeyNorm,
        DType torchDtype,
        OptionalInt bosTokenId,
        List<Integer> eosTokenIds,
        Optional<QuantizationConfig> quantization,
        Optional<AdapterConfig> adapter,
        ObjectNode json) {
    /**
     * Reads a configuration, in the spelling of transformers 4 or 5.
     *
     * @throws InvalidConfigException if a field is absent or impossible
     * @throws UnsupportedConfigException if a field asks for what Ordo does not compute
     */
    public static ModelConfig parse(JsonNode json) {
        if (json instanceof ObjectNode object) {
            return new ConfigParser(object.deepCopy()).parse();
        }
        throw new InvalidConfigException("config.json", "must be a JSON object");
    }

    /**
     * Reads a configuration from the text of a {@code config.json}.
     *
     * @throws InvalidConfigException if it is not JSON, or a field is absent or impossible
     * @throws UnsupportedConfigException if a field asks for what Ordo does not compute
     */
    public static ModelConfig parse(String json) {
        return parse(JsonFiles.parse(json, problem -> new InvalidConfigException("config.json", problem)));
    }

    /**
     * Reads a {@code config.json}.
     *
     * @throws InvalidConfigException if it is not JSON, or a field is absent or impossible
     * @throws UnsupportedConfigException if a field asks for what Ordo does not compute
     * @throws CheckpointFileMissingException if there is no such file
     */
    public static ModelConfig read(Path file) {
        return parse(JsonFiles.read(file, problem -> new InvalidConfigException("config.json", problem)));
    }

    /** The whole of {@code config.json}, unknown fields included; the caller's own copy. */
    public ObjectNode toJson() {
        return json.deepCopy();
    }

    /** The same model with MLPs of another width. */
    public ModelConfig withIntermediateSize(int size) {
        ObjectNode copy = toJson();
        copy.put("intermediate_size", size);
        return parse(copy);
    }

    /** The same model with a residual stream of another width; heads stay as wide as they are. */
    public ModelConfig withHiddenSize(int size) {
        ObjectNode copy = toJson();
        copy.put("head_dim", headDim);
        copy.put("hidden_size", size);
        return parse(copy);
    }

    /** The same model with so many key/value heads, each with as many query heads as before, of the same width. */
    public ModelConfig withKeyValueHeads(int heads) {
        ObjectNode copy = toJson();
        copy.put("head_dim", headDim);
        copy.put("num_attention_heads", numAttentionHeads / numKeyValueHeads * heads);
        copy.put("num_key_value_heads", heads);
        return parse(copy);
    }

    /**
     * The same model with some of its layers: their number, and what the configuration says of each one.
     *
     * @param kept the layers that stay, ascending
     * @throws IllegalArgumentException if there is no such layer, or the order is another
     */
    public ModelConfig withLayers(int... kept) {
        return parse(new LayerSubset(this, kept).json());
    }

    /** The same model with unpacked tensors stored in another type: BF16, F16 or F32. */
    public ModelConfig withTorchDtype(DType dtype) {
        ObjectNode copy = toJson();
        copy.put(copy.has("dtype") ? "dtype" : "torch_dtype", ConfigParser.spell(dtype));
        return parse(copy);
    }

    /** The same model with a head of its own. */
    public ModelConfig withUntiedHead() {
        ObjectNode copy = toJson();
        copy.put("tie_word_embeddings", false);
        return parse(copy);
    }

    /** The same model with packed linear weights. */
    public ModelConfig withQuantization(QuantizationConfig config) {
        ObjectNode copy = toJson();
        copy.set("quantization_config", config.toJson());
        return parse(copy);
    }

    /** The same model with no packed weights, and so without adapters. */
    public ModelConfig withoutQuantization() {
        ObjectNode copy = toJson();
        copy.remove("quantization_config");
        copy.remove(AdapterParser.FIELD);
        return parse(copy);
    }

    /** The same model, whose weights are packed, with low-rank adapters beside them. */
    public ModelConfig withAdapter(AdapterConfig config) {
        ObjectNode copy = toJson();
        copy.set(AdapterParser.FIELD, config.toJson());
        return parse(copy);
    }

    /** The same model without adapters. */
    public ModelConfig withoutAdapter() {
        ObjectNode copy = toJson();
        copy.remove(AdapterParser.FIELD);
        return parse(copy);
    }
}
