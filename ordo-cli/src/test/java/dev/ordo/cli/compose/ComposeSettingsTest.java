package dev.ordo.cli.compose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ordo.cli.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComposeSettingsTest {
    @TempDir
    private Path directory;

    @Test
    void makesKeysOnceForTheirOwnerAlone() throws IOException {
        ComposeSettings first = ComposeSettings.readOrCreate(directory, Map.of());
        ComposeSettings again = ComposeSettings.readOrCreate(directory, Map.of());

        assertThat(first.credentials().secretKey()).hasSize(48);
        assertThat(first.values()).containsKeys("GRAFANA_PASSWORD", "COMPOSE_PROJECT_NAME");
        assertThat(again).isEqualTo(first);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve(".env"))))
                .isEqualTo("rw-------");
    }

    @Test
    void letsTheEnvironmentWinAsComposeDoes() throws IOException {
        Files.writeString(directory.resolve(".env"), "# ports\nKAFKA_PORT=1\nS3_PORT = 2\n");

        ComposeSettings settings = ComposeSettings.readOrCreate(directory, Map.of("KAFKA_PORT", "3"));

        assertThat(settings.address("KAFKA_PORT", 9092)).isEqualTo("127.0.0.1:3");
        assertThat(settings.address("S3_PORT", 8333)).isEqualTo("127.0.0.1:2");
        assertThat(settings.address("ORDO_PORT", 8080)).isEqualTo("127.0.0.1:8080");
    }

    @Test
    void saysWhichKeyIsMissing() throws IOException {
        Files.writeString(directory.resolve(".env"), "ORDO_S3_ACCESS_KEY=us\nORDO_S3_SECRET_KEY=\n");

        assertThatThrownBy(ComposeSettings.readOrCreate(directory, Map.of())::credentials)
                .isInstanceOf(CommandFailure.class)
                .hasMessageStartingWith("ORDO_S3_SECRET_KEY is set neither in .env nor in the environment");
    }

    @Test
    void showsNoValues() {
        ComposeSettings settings = ComposeSettings.readOrCreate(directory, Map.of());

        assertThat(settings.toString())
                .contains("ORDO_S3_SECRET_KEY")
                .doesNotContain(settings.credentials().secretKey());
    }
}
