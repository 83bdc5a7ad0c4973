package dev.ordo.platform.manifests;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** {@code kubectl kustomize}, which needs no cluster. */
final class Kubectl {
    private Kubectl() {}

    static boolean isInstalled() {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(each -> Files.isExecutable(Path.of(each, "kubectl")));
    }

    /** Everything that {@code kubectl apply -k} would send. */
    static List<JsonNode> render(String overlay) {
        try {
            Path errors = Files.createTempFile("kubectl", ".log");
            Process kubectl = new ProcessBuilder(
                            "kubectl", "kustomize", Manifests.ROOT.resolve("overlays").resolve(overlay).toString())
                    .redirectError(errors.toFile())
                    .start();
            String rendered = new String(kubectl.getInputStream().readAllBytes(), UTF_8);
            if (kubectl.waitFor() != 0) {
                throw new AssertionError("overlay " + overlay + ": " + Files.readString(errors));
            }
            return Yaml.documents(rendered);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run kubectl", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
