package dev.ordo.platform.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ordo.platform.manifests.Manifests.Manifest;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Rules, alerts and dashboards reach the cluster as they lie beside. */
class MonitoringTest {
    @Test
    void wrapsEveryRuleFileUnchanged() {
        Map<String, JsonNode> wrapped = new TreeMap<>();
        for (Manifest each : Manifests.ofKind("PrometheusRule")) {
            wrapped.put(each.name(), each.content().at("/spec/groups"));
        }
        Map<String, JsonNode> files = new TreeMap<>();
        for (Path each : Manifests.files()) {
            if (each.toString().matches("monitoring/(rules|alerts)/.*\\.yml")) {
                String name = "ordo-" + each.getParent().getFileName() + "-"
                        + each.getFileName().toString().replace(".yml", "");
                files.put(
                        name,
                        Yaml.documents(Manifests.ROOT.resolve(each)).get(0).path("groups"));
            }
        }

        assertThat(files).isNotEmpty();
        assertThat(wrapped).as("k8s/monitoring/wrap-rules.sh writes them anew").isEqualTo(files);
    }

    @Test
    void bringsEveryDashboardToGrafana() {
        JsonNode generator = Manifests.ofKind("Kustomization").stream()
                .filter(each -> each.file().startsWith("monitoring"))
                .map(each -> each.content().at("/configMapGenerator/0"))
                .findFirst()
                .orElseThrow();
        List<String> dashboards = Manifests.files().stream()
                .map(Path::toString)
                .filter(each -> each.startsWith("monitoring/dashboards/"))
                .map(each -> each.substring("monitoring/".length()))
                .toList();

        assertThat(generator.path("files"))
                .extracting(JsonNode::asText)
                .containsExactlyInAnyOrderElementsOf(dashboards);
        assertThat(generator.at("/options/labels/grafana_dashboard").asText()).isEqualTo("1");
    }

    @Test
    void scrapesTheOrchestratorAndEveryWorkerUnderItsOwnName() {
        assertThat(Manifests.all().stream().filter(each -> each.kind().endsWith("Monitor")))
                .hasSize(2)
                .allSatisfy(each ->
                        assertThat(each.content().at("/spec/jobLabel").asText()).isEqualTo("app.kubernetes.io/name"))
                .allSatisfy(each ->
                        assertThat(each.content().findValuesAsText("path")).containsExactly("/q/metrics"));
    }
}
