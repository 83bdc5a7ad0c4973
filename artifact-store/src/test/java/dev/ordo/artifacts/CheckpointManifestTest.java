package dev.ordo.artifacts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ordo.events.error.PermanentException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class CheckpointManifestTest {
    private static final FileEntry CONFIG = new FileEntry("config.json", 2L, "1".repeat(64));
    private static final FileEntry WEIGHTS = new FileEntry("model.safetensors", 30L, "2".repeat(64));
    private static final String DIGEST = ContentDigest.of(List.of(CONFIG, WEIGHTS));

    @Test
    void comesBackFromJsonAsItWas() {
        CheckpointManifest manifest = new CheckpointManifest(
                1,
                DIGEST,
                12L,
                "bfloat16",
                List.of(WEIGHTS, CONFIG),
                SampleCheckpoints.lineage(3, "e1"),
                SampleCheckpoints.MACHINE);

        byte[] json = ArtifactJson.write(manifest);

        assertThat(read(new String(json, StandardCharsets.UTF_8))).isEqualTo(manifest);
        assertThat(new String(json, StandardCharsets.UTF_8))
                .contains("\"2026-01-01T00:00:09.500Z\"", "\"technique\" : \"P\"", "\"realizedSparsity\" : 0.25");
    }

    @Test
    void refusesADigestThatItsFilesDoNotMake() {
        assertThatThrownBy(() -> manifest(1, "sha256:" + "0".repeat(64), List.of(CONFIG, WEIGHTS)))
                .isInstanceOf(PermanentException.class)
                .hasMessageContaining("digest is sha256:000")
                .hasMessageContaining(DIGEST);
    }

    @Test
    void refusesAPathThatIsListedTwice() {
        assertThatThrownBy(() -> manifest(1, DIGEST, List.of(CONFIG, WEIGHTS, WEIGHTS)))
                .hasMessageContaining("listed twice");
    }

    @Test
    void refusesAVersionThatItDoesNotKnow() {
        assertThatThrownBy(() -> manifest(2, DIGEST, List.of(CONFIG, WEIGHTS)))
                .hasMessageContaining("version must be 1, was 2");
    }

    @Test
    void refusesAManifestWithoutFiles() {
        assertThatThrownBy(() -> manifest(1, DIGEST, List.of())).hasMessageContaining("files are missing");
    }

    @Test
    void saysOfJsonWithAnEscapingPathThatThePathIsWrong() {
        String json = "{\"version\":1,\"digest\":\"" + DIGEST + "\",\"tensorBytes\":1,\"files\":[{\"path\":\"../x\","
                + "\"size\":1,\"sha256\":\"" + "1".repeat(64) + "\"}]}";

        assertThatThrownBy(() -> read(json))
                .isInstanceOf(PermanentException.class)
                .hasMessage("'../x' is not a path that a checkpoint may hold");
    }

    @Test
    void passesOverFieldsThatALaterVersionMayAdd() {
        String json = new String(
                        ArtifactJson.write(manifest(1, DIGEST, List.of(CONFIG, WEIGHTS))), StandardCharsets.UTF_8)
                .replaceFirst("\\{", "{\"gpu\":\"none\",");

        assertThat(read(json).digest()).isEqualTo(DIGEST);
    }

    @Test
    void saysOfDamagedJsonWhichFileItIs() {
        assertThatThrownBy(() -> read("{\"version\":"))
                .isInstanceOf(PermanentException.class)
                .hasMessageContaining("a manifest cannot be read");
    }

    private static CheckpointManifest manifest(int version, String digest, List<FileEntry> files) {
        return new CheckpointManifest(version, digest, 12L, "bfloat16", files, null, null);
    }

    private static CheckpointManifest read(String json) {
        return ArtifactJson.read("a manifest", json.getBytes(StandardCharsets.UTF_8), CheckpointManifest.class);
    }
}
