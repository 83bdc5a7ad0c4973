package dev.ordo.stage.worker;

import dev.ordo.artifacts.Machine;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What this worker runs on, as far as it can change a result's last bits. */
public final class LocalMachine {
    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
    private static final String MODEL_NAME = "model name";

    /** Resource and property in which a library states its version. */
    private static final Map<String, String[]> VERSIONS = Map.of(
            "djl", new String[] {"ai/djl/engine/api.properties", "djl_version"},
            "pytorch", new String[] {"native/lib/pytorch.properties", "version"});

    private LocalMachine() {}

    public static Machine describe() {
        return new Machine(cpu(), Runtime.getRuntime().availableProcessors(), software());
    }

    private static String cpu() {
        try (Stream<String> lines = Files.lines(CPU_INFO)) {
            return lines.filter(line -> line.startsWith(MODEL_NAME))
                    .map(line -> line.substring(line.indexOf(':') + 1).trim())
                    .findFirst()
                    .orElse(System.getProperty("os.arch"));
        } catch (IOException e) {
            return System.getProperty("os.arch");
        }
    }

    private static Map<String, String> software() {
        Map<String, String> software = new TreeMap<>();
        software.put("java", System.getProperty("java.runtime.version"));
        VERSIONS.forEach((name, place) -> {
            String version = property(place[0], place[1]);
            if (version != null) {
                software.put(name, version);
            }
        });
        String ordo = LocalMachine.class.getPackage().getImplementationVersion();
        software.put("ordo", ordo == null ? "unknown" : ordo);
        return software;
    }

    private static String property(String resource, String name) {
        try (InputStream in = Thread.currentThread().getContextClassLoader().getResourceAsStream(resource)) {
            Properties properties = new Properties();
            if (in != null) {
                properties.load(in);
            }
            return properties.getProperty(name);
        } catch (IOException e) {
            return null;
        }
    }
}
