package dev.ordo.cli.compose;

import dev.ordo.cli.CommandFailure;
import dev.ordo.cli.stack.StoreCredentials;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The values that {@code docker-compose.yml} leaves open, as compose sees them: the environment's, else those of
 * {@code .env}.
 *
 * @param values by name
 */
record ComposeSettings(Map<String, String> values) {
    private static final String ACCESS_KEY = "ORDO_S3_ACCESS_KEY";
    private static final String SECRET_KEY = "ORDO_S3_SECRET_KEY";

    /**
     * Reads {@code .env}; where there is none it is made, with keys that nobody has had before and for its owner's eyes only.
     *
     * @param directory where {@code docker-compose.yml} is
     * @param environment the process's own
     */
    static ComposeSettings readOrCreate(Path directory, Map<String, String> environment) {
        Path file = directory.resolve(".env");
        try {
            if (!Files.exists(file)) {
                create(file);
            }
            Map<String, String> values = new LinkedHashMap<>();
            for (String line : Files.readAllLines(file)) {
                int equals = line.indexOf('=');
                if (equals > 0 && !line.startsWith("#")) {
                    values.put(
                            line.substring(0, equals).strip(),
                            line.substring(equals + 1).strip());
                }
            }
            values.putAll(environment);
            return new ComposeSettings(values);
        } catch (IOException e) {
            throw new CommandFailure("cannot read or write " + file + ": " + e.getMessage(), e);
        }
    }

    private static void create(Path file) throws IOException {
        StoreCredentials store = StoreCredentials.random();
        String text = String.join(
                "\n",
                "COMPOSE_PROJECT_NAME=ordo",
                ACCESS_KEY + "=" + store.accessKey(),
                SECRET_KEY + "=" + store.secretKey(),
                "GRAFANA_PASSWORD=" + StoreCredentials.random().secretKey(),
                "");
        var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        var options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (var channel = Files.newByteChannel(file, options, ownerOnly)) {
            channel.write(StandardCharsets.US_ASCII.encode(text));
        }
    }

    /**
     * The store's keys.
     *
     * @throws CommandFailure naming the one that is missing
     */
    StoreCredentials credentials() {
        return new StoreCredentials(required(ACCESS_KEY), required(SECRET_KEY));
    }

    /** An address on loopback, at the port that a variable names. */
    String address(String variable, int port) {
        return "127.0.0.1:" + values.getOrDefault(variable, Integer.toString(port));
    }

    private String required(String name) {
        String value = values.get(name);
        if (value == null || value.isEmpty()) {
            throw new CommandFailure(name + " is set neither in .env nor in the environment;"
                    + " remove .env, and `ordo images` writes it anew");
        }
        return value;
    }

    /** Not the values: they may be keys. */
    @Override
    public String toString() {
        return "ComposeSettings" + values.keySet();
    }
}
