package dev.ordo.cli.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;

/**
 * A configuration of Prometheus that scrapes the services of a stack on this machine, with Ordo's rules and alerts. The
 * ports are those of now: another start of the stack chooses others.
 *
 * @param record the stack
 * @param home where the rules are
 * @param interval between two scrapes, whole seconds
 */
public record ScrapeConfig(StackRecord record, OrdoHome home, Duration interval) {
    /** Where every service publishes its metrics. */
    private static final String PATH = "/q/metrics";

    public ScrapeConfig {
        if (interval.toSeconds() < 1) {
            throw new IllegalArgumentException("the interval must be at least 1 second, was " + interval);
        }
    }

    /** Names of the services that are up; each is a job of its name. */
    public List<String> jobs() {
        return ServiceSpec.ALL.stream()
                .map(ServiceSpec::name)
                .filter(record.processes()::containsKey)
                .toList();
    }

    /** The file's content. */
    public String yaml() {
        Path monitoring = home.root().resolve("k8s/monitoring");
        StringBuilder yaml = new StringBuilder();
        yaml.append("global: {scrape_interval: %1$ds, evaluation_interval: %1$ds}%n".formatted(interval.toSeconds()));
        yaml.append("rule_files: ['%1$s/rules/*.yml', '%1$s/alerts/*.yml']%n".formatted(monitoring));
        yaml.append("scrape_configs:%n".formatted());
        jobs().forEach(job ->
                yaml.append("  - {job_name: %s, metrics_path: %s, static_configs: [{targets: ['127.0.0.1:%d']}]}%n"
                        .formatted(job, PATH, record.processes().get(job).port())));
        return yaml.toString();
    }

    /** Replaces the file in one step. */
    public void write(Path file) {
        try {
            Path part = file.resolveSibling(file.getFileName() + ".part");
            Files.writeString(part, yaml());
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }
}
