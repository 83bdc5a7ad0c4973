package dev.ordo.platform.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ordo.platform.program.Programs;
import dev.ordo.platform.program.Programs.Ended;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** {@code kubectl kustomize}, which needs no cluster. */
final class Kubectl {
    private static final int LIMIT_SECONDS = 60;

    private Kubectl() {}

    /** Everything that {@code kubectl apply -k} would send. */
    static List<JsonNode> render(String overlay) {
        try {
            Path rendered = Files.createTempFile("overlay", ".yaml");
            Ended ended = Programs.run(
                    Map.of(),
                    LIMIT_SECONDS,
                    "kubectl",
                    "kustomize",
                    Manifests.ROOT.resolve("overlays").resolve(overlay).toString(),
                    "-o",
                    rendered.toString());
            if (ended.status() != 0) {
                throw new AssertionError("overlay " + overlay + ": " + ended.said());
            }
            return Yaml.documents(rendered);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
