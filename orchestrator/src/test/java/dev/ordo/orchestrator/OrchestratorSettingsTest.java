package dev.ordo.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class OrchestratorSettingsTest {

    @Test
    void nothingIsNeededWhereBrokerAndStoreAreOnTheirUsualPorts() throws IOException {
        OrchestratorSettings settings = settings(Map.of());

        assertThat(settings.kafka().bootstrapServers()).isEqualTo("localhost:9092");
        assertThat(settings.kafka().partitions()).isEqualTo(12);
        assertThat(settings.s3().endpoint()).isEqualTo("http://localhost:9000");
        assertThat(settings.s3().bucket()).isEqualTo("ordo");
    }

    @Test
    void troubleIsBorneForAWhile() throws IOException {
        OrchestratorSettings.Orchestrator settings = settings(Map.of()).orchestrator();

        assertThat(settings.attempts()).isEqualTo(3);
        assertThat(settings.backOff().first()).isEqualTo(Duration.ofSeconds(1));
        assertThat(settings.backOff().factor()).isEqualTo(4);
        assertThat(settings.backOff().most()).isEqualTo(Duration.ofMinutes(5));
        assertThat(settings.silence()).isEqualTo(Duration.ofMinutes(15));
        assertThat(settings.lookUpLimit()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void theDeploymentSaysHowMuchTroubleIsBorne() throws IOException {
        OrchestratorSettings.Orchestrator settings = settings(Map.of(
                        "ordo.orchestrator.attempts", "5",
                        "ordo.orchestrator.back-off.first", "PT0.5S",
                        "ordo.orchestrator.back-off.factor", "2",
                        "ordo.orchestrator.back-off.most", "PT1M",
                        "ordo.orchestrator.silence", "PT2H",
                        "ordo.orchestrator.look-up-limit", "PT9S"))
                .orchestrator();

        assertThat(settings.attempts()).isEqualTo(5);
        assertThat(settings.backOff().first()).isEqualTo(Duration.ofMillis(500));
        assertThat(settings.backOff().factor()).isEqualTo(2);
        assertThat(settings.backOff().most()).isEqualTo(Duration.ofMinutes(1));
        assertThat(settings.silence()).isEqualTo(Duration.ofHours(2));
        assertThat(settings.lookUpLimit()).isEqualTo(Duration.ofSeconds(9));
    }

    @Test
    void theEnvironmentSaysWhereBrokerAndStoreAre() throws IOException {
        OrchestratorSettings settings = settings(Map.of(
                "KAFKA_BOOTSTRAP_SERVERS", "kafka:1",
                "ORDO_S3_ENDPOINT", "http://store:2",
                "ORDO_S3_ACCESS_KEY", "me",
                "ORDO_S3_SECRET_KEY", "hush",
                "ORDO_S3_BUCKET", "other"));

        assertThat(settings.kafka().bootstrapServers()).isEqualTo("kafka:1");
        assertThat(settings.s3().endpoint()).isEqualTo("http://store:2");
        assertThat(settings.s3().accessKey()).isEqualTo("me");
        assertThat(settings.s3().secretKey()).isEqualTo("hush");
        assertThat(settings.s3().bucket()).isEqualTo("other");
    }

    /** The bundled properties, seen through an environment. */
    private static OrchestratorSettings settings(Map<String, String> environment) throws IOException {
        Properties bundled = new Properties();
        try (InputStream in = OrchestratorSettings.class.getResourceAsStream("/application.properties")) {
            bundled.load(in);
        }
        Map<String, String> values = new HashMap<>(environment);
        bundled.stringPropertyNames().forEach(each -> values.put(each, bundled.getProperty(each)));
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withDefaultValues(values)
                .withMapping(OrchestratorSettings.class)
                .withValidateUnknown(false)
                .build()
                .getConfigMapping(OrchestratorSettings.class);
    }
}
