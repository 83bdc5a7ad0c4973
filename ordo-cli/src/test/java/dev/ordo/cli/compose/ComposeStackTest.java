package dev.ordo.cli.compose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ordo.cli.CommandFailure;
import dev.ordo.cli.stack.RunningStack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a script in Docker's place, which notes what it is asked and answers as the test says. */
class ComposeStackTest {
    private final List<String> progress = new ArrayList<>();

    @TempDir
    private Path directory;

    @Test
    void bringsEverythingUpAndSaysWhereItIs() throws IOException {
        RunningStack stack = stack("/ordo_kafka_1 running 0 healthy", "/ordo_setup_1 exited 0", "")
                .up();

        assertThat(Files.readAllLines(directory.resolve("asked"))).containsExactly("up -d", "ps --all --quiet");
        assertThat(stack.orchestratorUrl()).isEqualTo("http://127.0.0.1:8080");
        assertThat(stack.bootstrapServers()).isEqualTo("127.0.0.1:9999");
        assertThat(stack.s3Endpoint()).isEqualTo("http://127.0.0.1:8333");
        assertThat(progress).singleElement().asString().contains("healthy").contains("down");
    }

    @Test
    void namesTheContainerThatFell() throws IOException {
        ComposeStack stack = stack("/ordo_kafka_1 running 0 healthy", "/ordo_setup_1 exited 1");

        assertThatThrownBy(stack::up)
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("ordo_setup_1 is exited")
                .hasMessageContaining("docker logs ordo_setup_1");
    }

    @Test
    void throwsAwayWhatWasStored() throws IOException {
        stack().clear();

        assertThat(Files.readAllLines(directory.resolve("asked"))).containsExactly("down --volumes --remove-orphans");
    }

    @Test
    void saysWhichCommandFailed() throws IOException {
        DockerCompose failing = new DockerCompose(directory, "false", List.of("false"));

        assertThatThrownBy(() -> failing.run("up", "-d"))
                .isInstanceOf(CommandFailure.class)
                .hasMessage("`false up -d` ended with exit code 1");
    }

    private ComposeStack stack(String... states) throws IOException {
        String compose = script("compose", "echo \"$@\" >> asked; if [ \"$1\" = ps ]; then echo one; fi");
        String docker = script("docker", "printf '%s\\n' '" + String.join("' '", states) + "'");
        DockerCompose commands = new DockerCompose(directory, docker, List.of(compose));
        return new ComposeStack(
                commands, ComposeSettings.readOrCreate(directory, Map.of("KAFKA_PORT", "9999")), progress::add);
    }

    private String script(String name, String body) throws IOException {
        Path script = directory.resolve(name);
        Files.writeString(script, "#!/bin/sh\n" + body + "\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
        return script.toString();
    }
}
