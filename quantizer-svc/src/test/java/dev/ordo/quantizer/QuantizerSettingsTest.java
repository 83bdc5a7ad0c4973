package dev.ordo.quantizer;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;

class QuantizerSettingsTest {
    @Test
    void hasDefaults() {
        QuantizerSettings settings = settings(Map.of());

        assertThat(settings.threads()).isEqualTo(2);
        assertThat(settings.device()).isEqualTo("cpu");
    }

    @Test
    void readsItsProperties() {
        QuantizerSettings settings = settings(Map.of("ordo.quantizer.threads", "3", "ordo.device", "cuda"));

        assertThat(settings.threads()).isEqualTo(3);
        assertThat(settings.device()).isEqualTo("cuda");
    }

    private static QuantizerSettings settings(Map<String, String> properties) {
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withMapping(QuantizerSettings.class)
                .withSources(new PropertiesConfigSource(properties, "test", 100))
                .build()
                .getConfigMapping(QuantizerSettings.class);
    }
}
