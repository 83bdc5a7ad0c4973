package dev.ordo.model.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ordo.model.footprint.Footprint;
import dev.ordo.model.torch.TorchOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Holds what a technique says it takes against what it is seen to take, in a process that does nothing else. */
public final class FootprintProbe {
    /** How the probes compute. */
    public static final TorchOptions OPTIONS = TorchOptions.cpu(2);

    /** Names and shapes in a weight file, which no estimate counts. */
    private static final long HEADERS = 64 << 10;

    private FootprintProbe() {}

    /**
     * In the process of its own: runs the work and prints {@code memory ESTIMATED SEEN} and {@code disk ESTIMATED WRITTEN} in
     * bytes, beyond what was taken before.
     *
     * @param directory where the work writes
     */
    public static void measure(Footprint estimate, Runnable work, Path directory) throws IOException {
        try (PeakMemory peak = PeakMemory.watch()) {
            work.run();
            System.out.println("memory " + sum(estimate.host(OPTIONS)) + " " + peak.bytes());
        }
        System.out.println("disk " + sum(estimate.disk()) + " " + written(directory));
    }

    /**
     * In the test: starts the class in a process with a worker's heap and demands that it takes at most what it says, and at
     * least half of that.
     *
     * @param main has a {@code main} that takes a checkpoint, a text and a directory, and measures
     */
    public static void assertUpperBoundWithinAFactorOfTwo(Class<?> main, Path directory) throws Exception {
        List<String> said = run(main, directory);
        long[] memory = figures(said, "memory");
        long[] disk = figures(said, "disk");
        assertThat(memory[0]).as("%s", said).isBetween(memory[1], 2 * memory[1]);
        assertThat(disk[0]).as("%s", said).isBetween(disk[1] - HEADERS, 2 * disk[1]);
    }

    private static List<String> run(Class<?> main, Path directory) throws IOException, InterruptedException {
        List<String> options = List.of("-Xmx1g", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");
        return JavaProcess.run(
                options,
                main,
                directory.resolve("output.txt"),
                TinyModels.home().resolve("models/baseline").toString(),
                TinyModels.home().resolve("data/austen-kd.txt").toString(),
                Files.createDirectory(directory.resolve("work")).toString());
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

    private static long sum(Map<String, Long> parts) {
        return parts.values().stream().mapToLong(Long::longValue).sum();
    }

    private static long written(Path directory) throws IOException {
        try (var files = Files.walk(directory)) {
            return files.filter(file -> file.toString().matches(".*\\.(safetensors|states)"))
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }
}
