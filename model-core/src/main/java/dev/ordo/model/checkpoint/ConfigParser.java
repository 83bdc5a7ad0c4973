package dev.ordo.model.checkpoint;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ordo.model.packed.QuantizationConfig;
import dev.ordo.model.safetensors.DType;
import java.util.Map;
import java.util.Optional;

/** Turns the JSON of a configuration into a {@link ModelConfig}, or refuses it by the name of the offending field. */
final class ConfigParser {
    private static final int MAX_WIDTH = 1 << 24;
    private static final int MAX_LAYERS = 1024;
    private static final Map<String, DType> DTYPES =
            Map.of("bfloat16", DType.BF16, "float16", DType.F16, "float32", DType.F32);

    private final ObjectNode json;
    private final ConfigFields fields;

    ConfigParser(ObjectNode json) {
        this.json = json;
        this.fields = new ConfigFields(json, "");
    }

    static String spell(DType dtype) {
        return DTYPES.entrySet().stream()
                .filter(entry -> entry.getValue() == dtype)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow(() -> new UnsupportedConfigException("torch_dtype", dtype.name(), "BF16, F16 or F32"));
    }

    ModelConfig parse() {
        String modelType = modelType();
        refuseUnsupported();
        boolean qwen = modelType.equals("qwen2");
        boolean bias = qwen || fields.flag("attention_bias", false);
        int hidden = fields.size("hidden_size", MAX_WIDTH);
        int heads = fields.size("num_attention_heads", MAX_WIDTH);
        return new ModelConfig(
                modelType,
                fields.size("vocab_size", MAX_WIDTH),
                hidden,
                fields.size("intermediate_size", MAX_WIDTH),
                fields.size("num_hidden_layers", MAX_LAYERS),
                heads,
                keyValueHeads(heads),
                headDim(hidden, heads),
                fields.positive("rms_norm_eps", 1e-6),
                ropeTheta(),
                fields.size("max_position_embeddings", Integer.MAX_VALUE),
                fields.flag("tie_word_embeddings", false),
                bias,
                bias && !qwen,
                dtype(),
                fields.tokenId("bos_token_id"),
                fields.tokenIds("eos_token_id"),
                quantization(),
                json);
    }

    private String modelType() {
        String modelType = fields.text("model_type", null);
        if (modelType == null) {
            throw fields.invalid("model_type", "is missing");
        }
        if (!modelType.equals("qwen2") && !modelType.equals("llama")) {
            throw fields.unsupported("model_type", "only qwen2 or llama");
        }
        return modelType;
    }

    private void refuseUnsupported() {
        fields.only("hidden_act", "silu");
        fields.only("mlp_bias", false);
        fields.only("use_sliding_window", false);
        fields.only("use_mrope", false);
        fields.only("rope_interleaved", false);
        fields.only("partial_rotary_factor", "1.0");
        fields.only("is_encoder_decoder", false);
        for (String type : fields.texts("layer_types")) {
            if (!type.equals("full_attention")) {
                throw fields.unsupported("layer_types", "only full_attention");
            }
        }
    }

    private int keyValueHeads(int heads) {
        int keyValueHeads = fields.size("num_key_value_heads", MAX_WIDTH, heads);
        if (heads % keyValueHeads != 0) {
            throw fields.invalid("num_key_value_heads", "must divide " + heads + " heads, was " + keyValueHeads);
        }
        return keyValueHeads;
    }

    private int headDim(int hidden, int heads) {
        if (!fields.has("head_dim") && hidden % heads != 0) {
            throw fields.invalid("num_attention_heads", "must divide hidden_size " + hidden + ", was " + heads);
        }
        int headDim = fields.size("head_dim", MAX_WIDTH, Math.max(1, hidden / heads));
        if (headDim % 2 != 0 || (long) headDim * heads > MAX_WIDTH) {
            throw fields.invalid("head_dim", "must be even and heads no wider than " + MAX_WIDTH + ", was " + headDim);
        }
        return headDim;
    }

    /** transformers 4 keeps {@code rope_theta} at the top; transformers 5 in {@code rope_parameters}. */
    private double ropeTheta() {
        plainRope("rope_scaling");
        if (!fields.has("rope_parameters")) {
            return fields.positive("rope_theta", 10_000.0);
        }
        plainRope("rope_parameters");
        return fields.object("rope_parameters").positive("rope_theta", fields.positive("rope_theta", 10_000.0));
    }

    private void plainRope(String field) {
        if (!fields.has(field)) {
            return;
        }
        ConfigFields rope = fields.object(field);
        rope.only("type", "default");
        rope.only("rope_type", "default");
        rope.only("partial_rotary_factor", "1.0");
        rope.none("factor");
        rope.none("mrope_section");
    }

    private DType dtype() {
        String field = fields.has("dtype") ? "dtype" : "torch_dtype";
        DType dtype = DTYPES.get(fields.text(field, "float32"));
        if (dtype == null) {
            throw fields.unsupported(field, "only bfloat16, float16 or float32");
        }
        return dtype;
    }

    private Optional<QuantizationConfig> quantization() {
        if (!fields.has("quantization_config")) {
            return Optional.empty();
        }
        return Optional.of(new QuantizationConfigParser(fields.object("quantization_config")).parse());
    }
}
