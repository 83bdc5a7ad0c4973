package dev.ordo.model.checkpoint;

import dev.ordo.model.adapter.AdapterConfig;
import java.util.List;

/** Reads what {@code config.json} says of low-rank adapters. */
final class AdapterParser {
    static final String FIELD = "ordo_adapter";

    private static final int MAX = 1 << 24;

    private final ConfigFields fields;

    AdapterParser(ConfigFields fields) {
        this.fields = fields;
    }

    AdapterConfig parse() {
        List<String> modules = fields.texts("target_modules");
        if (modules.isEmpty() || !AdapterConfig.MODULES.containsAll(modules)) {
            throw fields.unsupported("target_modules", "only some of " + String.join(", ", AdapterConfig.MODULES));
        }
        return new AdapterConfig(fields.size("r", MAX), fields.size("lora_alpha", MAX), modules);
    }
}
