package dev.ordo.cli.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * Where Ordo was built.
 *
 * @param root the repository's root
 */
public record OrdoHome(Path root) {
    public OrdoHome {
        root = root.toAbsolutePath().normalize();
    }

    /** The home named by {@code ordo.home} or {@code ORDO_HOME}, else the working directory. */
    public static OrdoHome find() {
        String property = System.getProperty("ordo.home");
        String named = property != null ? property : System.getenv("ORDO_HOME");
        return new OrdoHome(Path.of(named != null ? named : ""));
    }

    /** Where a stack keeps its state unless told otherwise: {@code ORDO_STATE}, else {@code .ordo} in the home. */
    public Path state() {
        String named = System.getenv("ORDO_STATE");
        return named != null ? Path.of(named).toAbsolutePath() : root.resolve(".ordo");
    }

    /**
     * The class path of the stack's own processes: the built command and its libraries.
     *
     * @throws StackException if it is not built
     */
    public String classPath() {
        Path target = root.resolve("ordo-cli/target");
        try (Stream<Path> jars = Files.exists(target) ? Files.list(target) : Stream.empty()) {
            return jars.filter(OrdoHome::isCommand)
                    .findFirst()
                    .map(Path::toString)
                    .orElseThrow(() -> new StackException("ordo-cli is not built: there is no jar in " + target
                            + "; call ./ordo, which builds, or `mvn package`"));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + target, e);
        }
    }

    /**
     * A service's runnable jar.
     *
     * @throws StackException if it is not built
     */
    public Path service(String module) {
        Path jar = root.resolve(module).resolve("target/quarkus-app/quarkus-run.jar");
        if (!Files.exists(jar)) {
            throw new StackException(
                    module + " is not built: " + jar + " is missing; call ./ordo, which builds, or `mvn package`");
        }
        return jar;
    }

    private static boolean isCommand(Path jar) {
        String name = jar.getFileName().toString();
        return name.startsWith("ordo-cli-") && name.endsWith(".jar") && !name.contains("-tests");
    }
}
