package dev.ordo.platform.deployment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The instructions of the repository's Dockerfile, continued lines joined, comments left out.
 *
 * @param instructions in order
 */
record Dockerfile(List<String> instructions) {
    static Dockerfile read() {
        Path file = Path.of(System.getProperty("ordo.home"), "Dockerfile");
        try {
            String text = Files.readString(file).replaceAll("(?m)^#.*\\n", "").replace("\\\n", " ");
            return new Dockerfile(text.lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .toList());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    /** The text of each stage, by its name; what stands before the first has the empty name. */
    Map<String, String> stages() {
        Map<String, String> stages = new LinkedHashMap<>();
        String name = "";
        for (String instruction : instructions) {
            if (instruction.startsWith("FROM ")) {
                name = instruction.replaceFirst(".* AS ", "");
            }
            stages.merge(name, instruction, (before, next) -> before + "\n" + next);
        }
        return stages;
    }
}
