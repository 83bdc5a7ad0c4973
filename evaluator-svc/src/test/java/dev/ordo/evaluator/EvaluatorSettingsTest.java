package dev.ordo.evaluator;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EvaluatorSettingsTest {
    @Test
    void hasDefaults() {
        EvaluatorSettings settings = settings(Map.of());

        assertThat(settings.threads()).isEqualTo(2);
        assertThat(settings.publishedStudies()).isEqualTo(50);
    }

    @Test
    void readsItsProperties() {
        EvaluatorSettings settings =
                settings(Map.of("ordo.evaluator.threads", "3", "ordo.evaluator.published-studies", "7"));

        assertThat(settings.threads()).isEqualTo(3);
        assertThat(settings.publishedStudies()).isEqualTo(7);
    }

    private static EvaluatorSettings settings(Map<String, String> properties) {
        return new SmallRyeConfigBuilder()
                .withMapping(EvaluatorSettings.class)
                .withSources(new PropertiesConfigSource(properties, "test", 100))
                .build()
                .getConfigMapping(EvaluatorSettings.class);
    }
}
