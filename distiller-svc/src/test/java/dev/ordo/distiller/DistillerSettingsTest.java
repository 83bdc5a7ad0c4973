package dev.ordo.distiller;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DistillerSettingsTest {
    @Test
    void hasDefaults() {
        DistillerSettings settings = settings(Map.of());

        assertThat(settings.threads()).isEqualTo(2);
        assertThat(settings.device()).isEqualTo("cpu");
    }

    @Test
    void readsItsProperties() {
        DistillerSettings settings = settings(Map.of("ordo.distiller.threads", "3", "ordo.device", "cuda"));

        assertThat(settings.threads()).isEqualTo(3);
        assertThat(settings.device()).isEqualTo("cuda");
    }

    private static DistillerSettings settings(Map<String, String> properties) {
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withMapping(DistillerSettings.class)
                .withSources(new PropertiesConfigSource(properties, "test", 100))
                .build()
                .getConfigMapping(DistillerSettings.class);
    }
}
