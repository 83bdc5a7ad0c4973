package dev.ordo.cli.compose;

import dev.ordo.cli.CommandFailure;

/**
 * How a container is.
 *
 * @param name of the container
 * @param status as Docker says it: {@code running}, {@code exited}, ...
 * @param exitCode of one that has ended
 * @param health {@code healthy}, {@code unhealthy}, {@code starting}; empty for one that has no check
 */
record ContainerState(String name, String status, int exitCode, String health) {
    /** What {@code docker inspect} has to be asked. Of a container that {@code compose run} left behind it says nothing. */
    static final String FORMAT =
            "{{if ne (index .Config.Labels \"com.docker.compose.oneoff\") \"True\"}}{{.Name}} {{.State.Status}}"
                    + " {{.State.ExitCode}} {{if .State.Health}}{{.State.Health.Status}}{{end}}{{end}}";

    /** Reads a line in {@link #FORMAT}. */
    static ContainerState parse(String line) {
        String[] parts = line.strip().replaceFirst("^/", "").split(" ");
        if (parts.length < 3) {
            throw new CommandFailure("docker inspect says what Ordo does not understand: " + line);
        }
        return new ContainerState(parts[0], parts[1], Integer.parseInt(parts[2]), parts.length > 3 ? parts[3] : "");
    }

    /** Whether it serves, or has done what it was for. */
    boolean isDone() {
        return switch (status) {
            case "running" -> health.isEmpty() || health.equals("healthy");
            case "exited" -> exitCode == 0;
            default -> false;
        };
    }

    /** Whether it will not serve without somebody's help. */
    boolean isBroken() {
        return health.equals("unhealthy") || status.equals("dead") || status.equals("exited") && exitCode != 0;
    }
}
