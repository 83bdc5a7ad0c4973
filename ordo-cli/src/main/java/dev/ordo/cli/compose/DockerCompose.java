package dev.ordo.cli.compose;

import dev.ordo.cli.CommandFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/**
 * Docker's commands, run where {@code docker-compose.yml} is: the compose plugin, or {@code docker-compose} where there is
 * none.
 *
 * @param directory where {@code docker-compose.yml} is
 * @param docker the program
 * @param compose the program and arguments that come before compose's own
 */
record DockerCompose(Path directory, String docker, List<String> compose) {
    private static final List<List<String>> FORMS = List.of(List.of("docker", "compose"), List.of("docker-compose"));

    /**
     * Finds a form that answers.
     *
     * @throws CommandFailure if none does
     */
    static DockerCompose find(Path directory) {
        return FORMS.stream()
                .map(form -> new DockerCompose(directory, "docker", form))
                .filter(DockerCompose::answers)
                .findFirst()
                .orElseThrow(
                        () -> new CommandFailure(
                                "neither `docker compose` nor `docker-compose` answers: install Docker with its compose plugin"));
    }

    private boolean answers() {
        try {
            Process process = start(with(compose, List.of("version")), ProcessBuilder.Redirect.DISCARD);
            return awaitEnd(process) == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Runs a compose command; what it says is shown.
     *
     * @throws CommandFailure if it fails
     */
    void run(String... arguments) {
        execute(with(compose, List.of(arguments)), ProcessBuilder.Redirect.INHERIT);
    }

    /** What a compose command prints, line by line. */
    List<String> lines(String... arguments) {
        return execute(with(compose, List.of(arguments)), ProcessBuilder.Redirect.PIPE);
    }

    /** What a format says of each container, line by line. */
    List<String> inspect(String format, Collection<String> containers) {
        return execute(with(List.of(docker, "inspect", "--format", format), containers), ProcessBuilder.Redirect.PIPE);
    }

    private List<String> execute(List<String> command, ProcessBuilder.Redirect output) {
        try {
            Process process = start(command, output);
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int status = awaitEnd(process);
            if (status != 0) {
                throw new CommandFailure("`" + String.join(" ", command) + "` ended with exit code " + status);
            }
            return said.lines().toList();
        } catch (IOException e) {
            throw new CommandFailure("cannot run " + command.get(0) + ": " + e.getMessage(), e);
        }
    }

    /** The builder that leaves out stages which are not needed: without it, images for CPUs would want the one for CUDA. */
    private Process start(List<String> command, ProcessBuilder.Redirect output) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(output)
                .redirectError(output == ProcessBuilder.Redirect.DISCARD ? output : ProcessBuilder.Redirect.INHERIT);
        builder.environment().putIfAbsent("DOCKER_BUILDKIT", "1");
        builder.environment().putIfAbsent("COMPOSE_DOCKER_CLI_BUILD", "1");
        return builder.start();
    }

    private static int awaitEnd(Process process) {
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new CommandFailure("interrupted while Docker was at work", e);
        }
    }

    private static List<String> with(List<String> command, Collection<String> arguments) {
        return Stream.concat(command.stream(), arguments.stream()).toList();
    }
}
