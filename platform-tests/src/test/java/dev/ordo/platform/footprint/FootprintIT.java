package dev.ordo.platform.footprint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said before work begins is enough, and at most twice too much. */
class FootprintIT {
    private static final Path HOME = Path.of(System.getProperty("ordo.home"));

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"prune", "distill", "quantize", "evaluate"})
    void whatWorkTakesIsAtMostWhatWasSaidAndAtLeastHalfOfIt(String technique) throws Exception {
        List<String> said = probe(technique);

        long[] memory = figures(said, "memory");
        assertThat(memory[0]).as("%s: %s", technique, said).isBetween(memory[1], 2 * memory[1]);
        long[] disk = figures(said, "disk");
        assertThat(disk[0] + headers()).as("%s: %s", technique, said).isGreaterThanOrEqualTo(disk[1]);
        assertThat(disk[0]).as("%s: %s", technique, said).isLessThanOrEqualTo(2 * disk[1]);
    }

    private List<String> probe(String technique) throws IOException, InterruptedException {
        Path output = directory.resolve("output.txt");
        ProcessBuilder command = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                TechniqueProbe.class.getName(),
                technique,
                HOME.resolve("models/baseline").toString(),
                HOME.resolve("data/austen-kd.txt").toString(),
                "8",
                Files.createDirectory(directory.resolve("work")).toString());
        command.redirectErrorStream(true).redirectOutput(output.toFile());
        int code = command.start().waitFor();
        List<String> lines = Files.readAllLines(output, StandardCharsets.UTF_8);
        assertThat(code).as("%s", lines).isZero();
        return lines;
    }

    private static long[] figures(List<String> said, String what) {
        String line = said.stream()
                .filter(each -> each.startsWith(what + " "))
                .findFirst()
                .orElseThrow();
        return Arrays.stream(line.substring(what.length() + 1).split(" "))
                .mapToLong(Long::parseLong)
                .toArray();
    }

    /** Names and shapes in a weight file, which no estimate counts. */
    private static long headers() {
        return 64 << 10;
    }
}
