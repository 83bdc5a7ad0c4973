package dev.ordo.platform.program;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Programs of the machine that tests run where they are installed. */
public final class Programs {
    /**
     * What became of a program.
     *
     * @param status with which it ended
     * @param said what it wrote, errors included
     */
    public record Ended(int status, String said) {}

    private Programs() {}

    /** Skips the test, and says why, where one of the programs is missing. */
    public static void assumeInstalled(String... programs) {
        for (String each : programs) {
            assumeTrue(
                    Stream.of(System.getenv("PATH").split(File.pathSeparator))
                            .anyMatch(directory -> Files.isExecutable(Path.of(directory, each))),
                    each + " is not installed");
        }
    }

    /** Runs a program to its end, which has to come in time. */
    public static Ended run(Map<String, String> environment, int limitSeconds, String... command) {
        try {
            Path output = Files.createTempFile("program", ".log");
            ProcessBuilder builder = new ProcessBuilder(List.of(command))
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            if (!process.waitFor(limitSeconds, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                throw new AssertionError(List.of(command) + " has not ended after " + limitSeconds + " s: "
                        + Files.readString(output, UTF_8));
            }
            return new Ended(process.exitValue(), Files.readString(output, UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + List.of(command), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
