package dev.ordo.evaluator;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EvaluatorSettingsTest {
    @Test
    void hasDefaults() {
        EvaluatorSettings settings = settings(Map.of());

        assertThat(settings.threads()).isEqualTo(2);
        assertThat(settings.device()).isEqualTo("cpu");
        assertThat(settings.publishedStudies()).isEqualTo(50);
        assertThat(settings.baselineRecords().asLongValue()).isEqualTo(4L << 30);
    }

    @Test
    void readsItsProperties() {
        EvaluatorSettings settings = settings(Map.of(
                "ordo.evaluator.threads", "3",
                "ordo.evaluator.published-studies", "7",
                "ordo.evaluator.baseline-records", "1M",
                "ordo.device", "cuda"));

        assertThat(settings.threads()).isEqualTo(3);
        assertThat(settings.device()).isEqualTo("cuda");
        assertThat(settings.publishedStudies()).isEqualTo(7);
        assertThat(settings.baselineRecords().asLongValue()).isEqualTo(1L << 20);
    }

    private static EvaluatorSettings settings(Map<String, String> properties) {
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withMapping(EvaluatorSettings.class)
                .withConverter(MemorySize.class, 100, new MemorySizeConverter())
                .withSources(new PropertiesConfigSource(properties, "test", 100))
                .build()
                .getConfigMapping(EvaluatorSettings.class);
    }
}
