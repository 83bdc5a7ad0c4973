package dev.ordo.model.checkpoint;

import dev.ordo.model.packed.QuantizationConfig;

/** Reads {@code quantization_config} of bitsandbytes, refusing by name whatever is not NF4 with double quantization. */
final class BitsAndBytesConfigParser {
    private static final String SKIPPED = "llm_int8_skip_modules";

    private final ConfigFields fields;

    BitsAndBytesConfigParser(ConfigFields fields) {
        this.fields = fields;
    }

    QuantizationConfig parse() {
        fields.only("load_in_8bit", false);
        fields.only("load_in_4bit", true);
        fields.only("bnb_4bit_quant_storage", "uint8");
        // bitsandbytes' own defaults are fp4 and false.
        required("bnb_4bit_quant_type", "nf4");
        required("bnb_4bit_use_double_quant", true);
        return fields.has(SKIPPED) ? QuantizationConfig.nf4(fields.texts(SKIPPED)) : QuantizationConfig.nf4AllButHead();
    }

    private void required(String field, Object supported) {
        if (!fields.has(field)) {
            throw fields.invalid(field, "is missing");
        }
        fields.only(field, supported);
    }
}
