package dev.ordo.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScrapeConfigTest {
    private static final OrdoHome HOME = new OrdoHome(Path.of("/somewhere/ordo"));

    @TempDir
    Path directory;

    @Test
    void scrapesEveryServiceOfTheStackUnderItsNameWithOrdosRules() {
        assertThat(config(Duration.ofSeconds(15)).yaml()).isEqualTo("""
                global: {scrape_interval: 15s, evaluation_interval: 15s}
                rule_files: ['/somewhere/ordo/k8s/monitoring/rules/*.yml', '/somewhere/ordo/k8s/monitoring/alerts/*.yml']
                scrape_configs:
                  - {job_name: orchestrator, metrics_path: /q/metrics, static_configs: [{targets: ['127.0.0.1:8001']}]}
                  - {job_name: pruner-svc, metrics_path: /q/metrics, static_configs: [{targets: ['127.0.0.1:8002']}]}
                """);
    }

    @Test
    void writesTheFileAndLeavesNoOtherBeside() {
        Path file = directory.resolve("prometheus.yml");

        config(Duration.ofSeconds(1)).write(file);

        assertThat(file).content().startsWith("global: {scrape_interval: 1s");
        assertThat(directory).isDirectoryContaining(each -> each.equals(file));
        assertThat(directory.toFile().list()).hasSize(1);
    }

    @Test
    void refusesAnIntervalOfNothing() {
        assertThatThrownBy(() -> config(Duration.ofMillis(10))).hasMessageContaining("at least 1 second, was PT0.01S");
    }

    @Test
    void namesTheFileThatCannotBeWritten() {
        Path file = directory.resolve("missing/prometheus.yml");

        assertThatThrownBy(() -> config(Duration.ofSeconds(1)).write(file))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining(file.toString());
    }

    private static ScrapeConfig config(Duration interval) {
        Map<String, StackRecord.Entry> processes = new LinkedHashMap<>();
        processes.put("kafka", new StackRecord.Entry(1, 0, 9092));
        processes.put("pruner-svc", new StackRecord.Entry(3, 0, 8002));
        processes.put("orchestrator", new StackRecord.Entry(2, 0, 8001));
        return new ScrapeConfig(new StackRecord(new StackRecord.Entry(9, 0, 0), true, processes), HOME, interval);
    }
}
