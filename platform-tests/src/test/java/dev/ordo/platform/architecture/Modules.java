package dev.ordo.platform.architecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The modules of this repository: their compiled classes and their sources. */
final class Modules {
    private static final List<String> ALL = List.of(
            "events",
            "datasets",
            "model-core",
            "artifact-store",
            "stage-runtime",
            "pruner-svc",
            "distiller-svc",
            "quantizer-svc",
            "evaluator-svc",
            "orchestrator",
            "ordo-cli");

    private static final Path HOME = Path.of(System.getProperty("ordo.home"));

    private Modules() {}

    /** Main classes of all modules. */
    static JavaClasses classes() {
        return new ClassFileImporter()
                .importPaths(ALL.stream()
                        .map(each -> HOME.resolve(each).resolve("target/classes"))
                        .toList());
    }

    /** Every Java file of every module, tests included. */
    static List<Path> sources() {
        return Stream.concat(ALL.stream(), Stream.of("platform-tests"))
                .map(each -> HOME.resolve(each).resolve("src"))
                .flatMap(Modules::javaFiles)
                .toList();
    }

    /** Every Java file of the modules' main code. */
    static List<Path> mainSources() {
        return ALL.stream()
                .map(each -> HOME.resolve(each).resolve("src/main/java"))
                .flatMap(Modules::javaFiles)
                .toList();
    }

    private static Stream<Path> javaFiles(Path root) {
        try (Stream<Path> found = Files.walk(root)) {
            return found.filter(each -> each.toString().endsWith(".java")).sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + root, e);
        }
    }
}
