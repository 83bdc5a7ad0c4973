package dev.ordo.platform.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * A compose file with its anchors and merges resolved, its variables not.
 *
 * @param root of the document
 */
public record ComposeFile(Map<String, Object> root) {
    /** Reads a file of the repository's root. */
    public static ComposeFile read(String name) {
        Path file = Path.of(System.getProperty("ordo.home"), name);
        try {
            Object root = new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(file));
            return new ComposeFile(map(root));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    /** What the file says of each service, by name. */
    public Map<String, Map<String, Object>> services() {
        Map<String, Map<String, Object>> services = new LinkedHashMap<>();
        map(root.get("services")).forEach((name, value) -> services.put(name, map(value)));
        return services;
    }

    /** The image of a service. */
    public String image(String service) {
        return (String) services().get(service).get("image");
    }

    /** The environment of a service, as text. */
    public Map<String, String> environment(String service) {
        Map<String, String> environment = new LinkedHashMap<>();
        map(services().get(service).getOrDefault("environment", Map.of()))
                .forEach((name, value) -> environment.put(name, value.toString()));
        return environment;
    }

    /** A mapping of the document. */
    public static Map<String, Object> map(Object node) {
        Map<String, Object> map = new LinkedHashMap<>();
        ((Map<?, ?>) node).forEach((key, value) -> map.put(key.toString(), value));
        return map;
    }
}
