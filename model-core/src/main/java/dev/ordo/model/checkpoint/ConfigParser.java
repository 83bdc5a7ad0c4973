package dev.ordo.model.checkpoint;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ordo.model.adapter.AdapterConfig;
import dev.ordo.model.packed.NumberFormat;
import dev.ordo.model.packed.QuantizationConfig;
import dev.ordo.model.safetensors.DType;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
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
        Family family = family();
        UnsupportedFields.refuse(fields);
        boolean bias = family.alwaysBiased || fields.flag("attention_bias", false);
        int hidden = fields.size("hidden_size", MAX_WIDTH);
        int layers = fields.size("num_hidden_layers", MAX_LAYERS);
        int heads = fields.size("num_attention_heads", MAX_WIDTH);
        int context = fields.size("max_position_embeddings", Integer.MAX_VALUE);
        RotaryParser rotary = new RotaryParser(fields, context);
        return new ModelConfig(
                family.modelType(),
                fields.size("vocab_size", MAX_WIDTH),
                hidden,
                fields.size("intermediate_size", MAX_WIDTH),
                layers,
                heads,
                keyValueHeads(heads),
                headDim(family, hidden, heads),
                fields.positive("rms_norm_eps", 1e-6),
                rotary.theta(),
                rotary.scaling(),
                new WindowParser(fields, layers, family.slides).windows(),
                context,
                fields.flag("tie_word_embeddings", false),
                bias,
                bias && !family.alwaysBiased,
                family.queryKeyNorm,
                dtype(),
                fields.tokenId("bos_token_id"),
                fields.tokenIds("eos_token_id"),
                quantization(),
                adapter(),
                json);
    }

    private Family family() {
        String modelType = fields.text("model_type", null);
        if (modelType == null) {
            throw fields.invalid("model_type", "is missing");
        }
        Family family = Arrays.stream(Family.values())
                .filter(each -> each.modelType().equals(modelType))
                .findFirst()
                .orElseThrow(() -> fields.unsupported("model_type", "only qwen2, qwen3 or llama"));
        List<String> architectures = fields.texts("architectures");
        if (!architectures.isEmpty() && !architectures.contains(family.architecture)) {
            throw fields.unsupported("architectures", "only " + family.architecture);
        }
        return family;
    }

    private int keyValueHeads(int heads) {
        int keyValueHeads = fields.size("num_key_value_heads", MAX_WIDTH, heads);
        if (heads % keyValueHeads != 0) {
            throw fields.invalid("num_key_value_heads", "must divide " + heads + " heads, was " + keyValueHeads);
        }
        return keyValueHeads;
    }

    private int headDim(Family family, int hidden, int heads) {
        if (!fields.has("head_dim") && family.headDim == 0 && hidden % heads != 0) {
            throw fields.invalid("num_attention_heads", "must divide hidden_size " + hidden + ", was " + heads);
        }
        int headDim =
                fields.size("head_dim", MAX_WIDTH, family.headDim == 0 ? Math.max(1, hidden / heads) : family.headDim);
        if (headDim % 2 != 0 || (long) headDim * heads > MAX_WIDTH) {
            throw fields.invalid("head_dim", "must be even and heads no wider than " + MAX_WIDTH + ", was " + headDim);
        }
        return headDim;
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
        ConfigFields own = fields.object("quantization_config");
        boolean integers = !NumberFormat.NF4.method().equals(own.text("quant_method", null));
        return Optional.of(
                integers ? new QuantizationConfigParser(own).parse() : new BitsAndBytesConfigParser(own).parse());
    }

    private Optional<AdapterConfig> adapter() {
        if (!fields.has(AdapterParser.FIELD)) {
            return Optional.empty();
        }
        if (!fields.has("quantization_config")) {
            throw fields.unsupported(AdapterParser.FIELD, "only beside a quantization_config");
        }
        return Optional.of(new AdapterParser(fields.object(AdapterParser.FIELD)).parse());
    }

    /** What a family has without its configuration saying so. */
    private enum Family {
        QWEN2("Qwen2ForCausalLM", true, false, true, 0),
        QWEN3("Qwen3ForCausalLM", false, true, true, 128),
        LLAMA("LlamaForCausalLM", false, false, false, 0);

        private final String architecture;
        private final boolean alwaysBiased;
        private final boolean queryKeyNorm;
        private final boolean slides;
        private final int headDim;

        Family(String architecture, boolean alwaysBiased, boolean queryKeyNorm, boolean slides, int headDim) {
            this.architecture = architecture;
            this.alwaysBiased = alwaysBiased;
            this.queryKeyNorm = queryKeyNorm;
            this.slides = slides;
            this.headDim = headDim;
        }

        String modelType() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
