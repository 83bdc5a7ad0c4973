package dev.ordo.stage.quarkus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OrdoConfigTest {

    @Test
    void hasADefaultForEverythingButTheStore() {
        OrdoConfig config = config(Map.of());

        assertThat(config.s3().endpoint()).isEmpty();
        assertThat(config.s3().accessKey()).isEmpty();
        assertThat(config.s3().secretKey()).isEmpty();
        assertThat(config.s3().bucket()).isEqualTo("ordo");
        assertThat(config.scratch()).isEqualTo(Path.of(System.getProperty("java.io.tmpdir"), "ordo"));
        assertThat(config.computePermit()).isEmpty();
        assertThat(config.device()).isEqualTo("cpu");
        assertThat(config.cache().maxSize().asLongValue()).isEqualTo(20L << 30);
        assertThat(config.preflight().memoryReserve().asLongValue()).isEqualTo(256L << 20);
        assertThat(config.preflight().diskReserve().asLongValue()).isEqualTo(256L << 20);
        assertThat(config.preflight().refuse()).isTrue();
        assertThat(config.worker().name()).isEmpty();
        assertThat(config.worker().lock()).isEqualTo(Duration.ofSeconds(30));
        assertThat(config.worker().grace()).isEqualTo(Duration.ofSeconds(20));
        assertThat(config.worker().backOff()).isEqualTo(Duration.ofSeconds(1));
        assertThat(config.worker().storePatience()).isEqualTo(Duration.ofMinutes(30));
        assertThat(config.worker().resumeInterval()).isEqualTo(Duration.ofMinutes(5));
        assertThat(config.worker().probeWriters()).isEqualTo(8);
    }

    @Test
    void readsEverySettingFromTheEnvironment() {
        OrdoConfig config = config(Map.ofEntries(
                Map.entry("ORDO_S3_ENDPOINT", "http://store:9000"),
                Map.entry("ORDO_S3_ACCESS_KEY", "us"),
                Map.entry("ORDO_S3_SECRET_KEY", "secret"),
                Map.entry("ORDO_S3_BUCKET", "models"),
                Map.entry("ORDO_SCRATCH", "/scratch"),
                Map.entry("ORDO_COMPUTE_PERMIT", "/permit"),
                Map.entry("ORDO_DEVICE", "cuda:1"),
                Map.entry("ORDO_CACHE_MAX_SIZE", "3M"),
                Map.entry("ORDO_PREFLIGHT_MEMORY_RESERVE", "5M"),
                Map.entry("ORDO_PREFLIGHT_DISK_RESERVE", "6M"),
                Map.entry("ORDO_PREFLIGHT_REFUSE", "false"),
                Map.entry("ORDO_WORKER_NAME", "w7"),
                Map.entry("ORDO_WORKER_LOCK", "PT60S"),
                Map.entry("ORDO_WORKER_GRACE", "PT2S"),
                Map.entry("ORDO_WORKER_BACK_OFF", "PT3S"),
                Map.entry("ORDO_WORKER_STORE_PATIENCE", "PT90S"),
                Map.entry("ORDO_WORKER_RESUME_INTERVAL", "PT7S"),
                Map.entry("ORDO_WORKER_PROBE_WRITERS", "4")));

        assertThat(config.s3().endpoint()).contains("http://store:9000");
        assertThat(config.s3().accessKey()).contains("us");
        assertThat(config.s3().secretKey()).contains("secret");
        assertThat(config.s3().bucket()).isEqualTo("models");
        assertThat(config.scratch()).isEqualTo(Path.of("/scratch"));
        assertThat(config.computePermit()).contains(Path.of("/permit"));
        assertThat(config.device()).isEqualTo("cuda:1");
        assertThat(config.cache().maxSize().asLongValue()).isEqualTo(3L << 20);
        assertThat(config.preflight().memoryReserve().asLongValue()).isEqualTo(5L << 20);
        assertThat(config.preflight().diskReserve().asLongValue()).isEqualTo(6L << 20);
        assertThat(config.preflight().refuse()).isFalse();
        assertThat(config.worker().name()).contains("w7");
        assertThat(config.worker().lock()).isEqualTo(Duration.ofSeconds(60));
        assertThat(config.worker().grace()).isEqualTo(Duration.ofSeconds(2));
        assertThat(config.worker().backOff()).isEqualTo(Duration.ofSeconds(3));
        assertThat(config.worker().storePatience()).isEqualTo(Duration.ofSeconds(90));
        assertThat(config.worker().resumeInterval()).isEqualTo(Duration.ofSeconds(7));
        assertThat(config.worker().probeWriters()).isEqualTo(4);
    }

    @Test
    void saysOfAllMissingStoreSettingsAtOnce() {
        OrdoConfig config = config(Map.of("ORDO_S3_ACCESS_KEY", "us"));

        assertThatThrownBy(() -> StoreAccess.of(config.s3()))
                .hasMessage("a worker needs the settings ordo.s3.endpoint, ordo.s3.secret-key");
    }

    private static OrdoConfig config(Map<String, String> environment) {
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withSources(new EnvConfigSource(environment, 300))
                .withDefaultValue("java.io.tmpdir", System.getProperty("java.io.tmpdir"))
                .withConverter(MemorySize.class, 200, new MemorySizeConverter())
                .withConverter(Duration.class, 200, new DurationConverter())
                .withMapping(OrdoConfig.class)
                .build()
                .getConfigMapping(OrdoConfig.class);
    }
}
