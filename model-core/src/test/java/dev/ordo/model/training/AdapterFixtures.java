package dev.ordo.model.training;

import dev.ordo.model.adapter.AdapterConfig;
import dev.ordo.model.adapter.LowRankPair;
import dev.ordo.model.decoder.DecoderModel;
import dev.ordo.model.safetensors.SafetensorsFile;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What tools/golden/adapters.py writes. */
final class AdapterFixtures {
    static final Map<String, AdapterConfig> CONFIGS = Map.of(
            "qwen2", new AdapterConfig(3, 6, AdapterConfig.MODULES),
            "llama", new AdapterConfig(3, 6, List.of("q_proj", "v_proj", "down_proj")));

    private AdapterFixtures() {}

    static SafetensorsFile of(String family) {
        try {
            return SafetensorsFile.open(Path.of(AdapterFixtures.class
                    .getResource("adapters/" + family + ".safetensors")
                    .toURI()));
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The adapters from which all begins. */
    static LowRankAdapters adapters(DecoderModel model, String family, SafetensorsFile fixture) {
        AdapterConfig config = CONFIGS.get(family);
        return new LowRankAdapters(
                model,
                config,
                name -> new LowRankPair(
                        config.rank(),
                        config.scale(),
                        fixture.readFloat32("a." + name),
                        fixture.readFloat32("b." + name)));
    }

    /** From {@code P/lora_A} to {@code a.P}. */
    static String key(String trained) {
        String name = trained.substring(0, trained.indexOf('/'));
        return (trained.endsWith("A") ? "a." : "b.") + name;
    }
}
