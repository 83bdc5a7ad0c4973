package dev.ordo.platform.study;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The {@code ordo} command as a process of its own, as a person runs it. */
final class OrdoCommand {
    private static final int LIMIT_SECONDS = 120;

    private final Path state;

    /** @param state the directory of the stack that it is to find, or of none */
    OrdoCommand(Path state) {
        this.state = state;
    }

    /** Runs a command that has to fail, and returns what it says, without its name before it. */
    String refusal(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Dordo.log.level=OFF",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.ordo.cli.Ordo"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("ORDO_STATE", state.toString());
        builder.environment().put("ORDO_HOME", System.getProperty("ordo.home"));
        try {
            Process process = builder.start();
            String said = new String(process.getErrorStream().readAllBytes(), UTF_8);
            assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(said).isEqualTo(1);
            assertThat(said).contains("ordo: ");
            return said.substring(said.indexOf("ordo: ") + "ordo: ".length());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
