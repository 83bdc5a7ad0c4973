package dev.ordo.platform.monitoring;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ordo.platform.manifests.Yaml;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The files of {@code k8s/monitoring}. */
public final class Monitoring {
    static final Path HOME = Path.of(System.getProperty("ordo.home"));
    static final Path ROOT = HOME.resolve("k8s/monitoring");

    private Monitoring() {}

    /** Dashboards by file name. */
    public static Map<String, JsonNode> dashboards() {
        Map<String, JsonNode> found = new LinkedHashMap<>();
        files("dashboards", ".json")
                .forEach(file -> found.put(file.getFileName().toString(), json(file)));
        return found;
    }

    /** Rules that record a series, of all files. */
    public static List<JsonNode> recordings() {
        return rules("rules");
    }

    public static List<JsonNode> alerts() {
        return rules("alerts");
    }

    /** Rule files, for promtool. */
    static List<Path> ruleFiles() {
        return Stream.concat(files("rules", ".yml").stream(), files("alerts", ".yml").stream())
                .toList();
    }

    static List<Path> testFiles() {
        return files("tests", ".yml");
    }

    /** What a panel or a rule asks: its place, for people, and the expression with Grafana's variables in it. */
    public static Map<String, String> expressions() {
        Map<String, String> found = new LinkedHashMap<>();
        dashboards()
                .forEach((file, board) -> elements(board.path("panels"))
                        .forEach(panel -> elements(panel.path("targets"))
                                .forEach(target -> found.put(
                                        file + ": " + panel.path("title").asText() + " "
                                                + target.path("refId").asText(),
                                        target.path("expr").asText()))));
        recordings()
                .forEach(rule -> found.put(
                        "rule " + rule.path("record").asText() + rule.path("labels"),
                        rule.path("expr").asText()));
        alerts().forEach(rule -> found.put(
                "alert " + rule.path("alert").asText(), rule.path("expr").asText()));
        return found;
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    static Stream<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    private static List<JsonNode> rules(String folder) {
        List<JsonNode> found = new ArrayList<>();
        for (Path file : files(folder, ".yml")) {
            elements(Yaml.documents(file).get(0).path("groups"))
                    .flatMap(group -> elements(group.path("rules")))
                    .forEach(found::add);
        }
        return found;
    }

    private static JsonNode json(Path file) {
        try {
            return new ObjectMapper().readTree(text(file));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(file + " is no JSON", e);
        }
    }

    private static List<Path> files(String folder, String suffix) {
        try (Stream<Path> found = Files.list(ROOT.resolve(folder))) {
            return found.filter(each -> each.toString().endsWith(suffix))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + ROOT.resolve(folder), e);
        }
    }
}
