package dev.ordo.model.gguf;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.checkpoint.UnsupportedConfigException;
import dev.ordo.model.safetensors.DType;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Says in the words of {@code config.json} what a file's metadata say in llama.cpp's. */
final class GgufConfig {
    private static final Map<String, String> CLASSES =
            Map.of("llama", "LlamaForCausalLM", "qwen2", "Qwen2ForCausalLM", "qwen3", "Qwen3ForCausalLM");
    private static final String EMBEDDING = "token_embd.weight";

    private final GgufMetadata metadata;
    private final Map<String, GgufTensor> tensors;
    private final String architecture;

    private GgufConfig(GgufFile file) {
        this.metadata = file.metadata();
        this.tensors = file.tensors();
        this.architecture = metadata.text("general.architecture");
    }

    /**
     * The configuration of the model in a file.
     *
     * @param dtype the type in which its tensors are to be stored
     * @throws GgufException if the metadata lack something
     * @throws UnsupportedConfigException if they ask for what Ordo does not compute
     * @throws dev.ordo.model.checkpoint.InvalidConfigException if they contradict each other
     */
    static ModelConfig of(GgufFile file, DType dtype) {
        return new GgufConfig(file).config().withTorchDtype(dtype);
    }

    private ModelConfig config() {
        if (!CLASSES.containsKey(architecture)) {
            throw new UnsupportedConfigException("general.architecture", architecture, "llama, qwen2 or qwen3");
        }
        refuseUnsupported();
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.putArray("architectures").add(CLASSES.get(architecture));
        json.put("model_type", architecture);
        json.put("vocab_size", vocabSize());
        json.put("hidden_size", integer("embedding_length"));
        json.put("intermediate_size", integer("feed_forward_length"));
        json.put("num_hidden_layers", integer("block_count"));
        json.put("num_attention_heads", heads());
        json.put("num_key_value_heads", optional("attention.head_count_kv").orElseGet(this::heads));
        headDim().ifPresent(size -> json.put("head_dim", size));
        json.put("hidden_act", "silu");
        json.put("rms_norm_eps", metadata.number(key("attention.layer_norm_rms_epsilon")));
        json.put("rope_theta", metadata.optionalNumber(key("rope.freq_base")).orElse(10_000.0));
        json.put("max_position_embeddings", integer("context_length"));
        json.put("tie_word_embeddings", !tensors.containsKey("output.weight"));
        if (!architecture.equals("qwen2")) {
            json.put("attention_bias", tensors.containsKey("blk.0.attn_q.bias"));
        }
        token(json, "bos_token_id");
        token(json, "eos_token_id");
        json.put("torch_dtype", "float32");
        return ModelConfig.parse(json);
    }

    private void refuseUnsupported() {
        String scaling = metadata.optionalText(key("rope.scaling.type")).orElse("none");
        if (!scaling.equals("none") || metadata.has(key("rope.scale_linear"))) {
            throw new UnsupportedConfigException(key("rope.scaling.type"), scaling, "only none");
        }
        if (tensors.containsKey("rope_freqs.weight")) {
            throw new UnsupportedConfigException("rope_freqs.weight", "given", "only unscaled rotary frequencies");
        }
        only("expert_count", 0);
        only("attention.sliding_window", 0);
        int headSize = optional("attention.key_length").orElse(integer("embedding_length") / Math.max(1, heads()));
        only("attention.value_length", headSize);
        only("rope.dimension_count", headSize);
    }

    private void only(String name, int supported) {
        optional(name).filter(value -> value != supported).ifPresent(value -> {
            throw new UnsupportedConfigException(key(name), Integer.toString(value), "only " + supported);
        });
    }

    /** Where the key is absent, llama.cpp divides the width by the heads; a configuration of Qwen3 says 128 by its silence. */
    private Optional<Integer> headDim() {
        Optional<Integer> given = optional("attention.key_length");
        return given.isPresent() || !architecture.equals("qwen3")
                ? given
                : Optional.of(integer("embedding_length") / Math.max(1, heads()));
    }

    /** Rows of the embedding: files differ in whether they count padding in their metadata. */
    private int vocabSize() {
        GgufTensor embedding = tensors.get(EMBEDDING);
        if (embedding == null) {
            throw new GgufException(GgufDefect.KEY_MISSING, metadata.file(), "there is no tensor " + EMBEDDING);
        }
        List<Long> shape = embedding.shape();
        return Math.toIntExact(shape.get(0));
    }

    private void token(ObjectNode json, String field) {
        metadata.optionalInteger("tokenizer.ggml." + field).ifPresent(id -> json.put(field, id));
    }

    private int heads() {
        return integer("attention.head_count");
    }

    private int integer(String name) {
        return metadata.integer(key(name));
    }

    private Optional<Integer> optional(String name) {
        return metadata.optionalInteger(key(name));
    }

    private String key(String name) {
        return architecture + "." + name;
    }
}
