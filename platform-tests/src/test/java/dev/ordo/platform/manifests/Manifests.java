package dev.ordo.platform.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The files under {@code k8s/}. */
final class Manifests {
    static final Path ROOT = Path.of(System.getProperty("ordo.home"), "k8s");
    static final List<String> OVERLAYS = List.of("local", "cpu", "gpu");
    /** Prometheus' own formats, and promtool's: checked with Prometheus. */
    private static final List<String> NO_MANIFESTS =
            List.of("monitoring/rules/", "monitoring/alerts/", "monitoring/tests/");

    /**
     * One document of a file.
     *
     * @param file relative to {@link #ROOT}
     * @param content the document
     */
    record Manifest(Path file, JsonNode content) {
        String kind() {
            return content.path("kind").asText();
        }

        String name() {
            return content.at("/metadata/name").asText();
        }

        @Override
        public String toString() {
            return file + " " + kind() + " " + name();
        }
    }

    private Manifests() {}

    /** Every document of every manifest. */
    static List<Manifest> all() {
        return files().stream()
                .filter(each -> each.toString().endsWith(".yaml"))
                .filter(each -> NO_MANIFESTS.stream().noneMatch(each.toString()::startsWith))
                .flatMap(each -> Yaml.documents(ROOT.resolve(each)).stream().map(it -> new Manifest(each, it)))
                .toList();
    }

    static List<Manifest> ofKind(String kind) {
        return all().stream().filter(each -> each.kind().equals(kind)).toList();
    }

    /** All files, relative to {@link #ROOT}. */
    static List<Path> files() {
        try (Stream<Path> found = Files.walk(ROOT)) {
            return found.filter(Files::isRegularFile)
                    .map(ROOT::relativize)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + ROOT, e);
        }
    }
}
