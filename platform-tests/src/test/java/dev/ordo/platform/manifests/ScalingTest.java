package dev.ordo.platform.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ordo.events.Topics;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Workers come with their work, and none is killed while it has some. */
class ScalingTest {
    /** What {@code Worker.close} waits for beside its grace: its own thread, and a native step that is running. */
    private static final Duration AFTER_GRACE = Duration.ofSeconds(5 + 120);

    @Test
    void countsTheWorkOfEachTechniqueThatWaitsOrRuns() {
        Map<String, String> techniques = new TreeMap<>();
        Manifests.ofKind("ScaledObject").forEach(each -> {
            String query = trigger(each.content()).path("query").asText();
            String technique = query.replaceAll(".*technique=\"(\\w+)\".*", "$1");
            assertThat(query)
                    .isEqualTo("sum(ordo_queue_depth{technique=\"" + technique + "\",state=~\"queued|running\"}) >= 0");
            techniques.put("ordo.work." + technique, each.name());
        });

        assertThat(techniques).containsOnlyKeys(Topics.WORK);
        assertThat(techniques.values())
                .containsExactlyInAnyOrder("pruner-svc", "distiller-svc", "quantizer-svc", "evaluator-svc");
    }

    @Test
    void takesNoCountForAnErrorAndNotForZero() {
        assertThat(Manifests.ofKind("ScaledObject"))
                .allSatisfy(each -> assertThat(
                                trigger(each.content()).path("ignoreNullValues").asText())
                        .isEqualTo("false"));
    }

    @Test
    void startsTechniquesFromZeroAndTakesNoneAwayWhileOneOfThemWorks() {
        assertThat(Manifests.ofKind("ScaledObject").stream()
                        .filter(each -> !each.name().equals("evaluator-svc")))
                .hasSize(3)
                .allSatisfy(each -> {
                    assertThat(each.content().at("/spec/minReplicaCount").asInt(-1))
                            .isZero();
                    assertThat(scaleDown(each.content()).path("selectPolicy").asText())
                            .isEqualTo("Disabled");
                });
    }

    @Test
    void givesAWorkerTheTimeToHandItsJobOver() throws IOException {
        Duration grace = Duration.parse(setting("ORDO_WORKER_GRACE"));
        JsonNode pod = worker().at("/spec/template/spec");

        assertThat(Duration.ofSeconds(pod.path("terminationGracePeriodSeconds").asLong()))
                .isGreaterThan(grace.plus(AFTER_GRACE));
        assertThat(grace).as("the lock is not renewed meanwhile").isLessThan(Duration.ofSeconds(30));
    }

    @Test
    void asksNothingOfLivenessThatTheBrokerOrAJobCanBlock() throws IOException {
        JsonNode container = worker().at("/spec/template/spec/containers/0");
        Properties runtime = new Properties();
        try (InputStream in = getClass().getResourceAsStream("/META-INF/microprofile-config.properties")) {
            runtime.load(in);
        }

        assertThat(container.at("/livenessProbe/httpGet/path").asText()).isEqualTo("/q/health/live");
        assertThat(runtime.getProperty("quarkus.messaging.health.enabled")).isEqualTo("false");
    }

    @Test
    void computesWithAsManyThreadsAsAWorkerHasProcessors() throws IOException {
        String cpus = worker().at("/spec/template/spec/containers/0/resources/limits/cpu")
                .asText();

        for (String each : new String[] {"PRUNER", "DISTILLER", "QUANTIZER", "EVALUATOR"}) {
            assertThat(setting("ORDO_" + each + "_THREADS")).isEqualTo(cpus);
        }
    }

    private static JsonNode worker() {
        return Manifests.ofKind("Deployment").stream()
                .filter(each -> each.file().toString().equals("base/worker/deployment.yaml"))
                .findFirst()
                .orElseThrow()
                .content();
    }

    private static String setting(String name) throws IOException {
        Properties settings = new Properties();
        try (var reader = Files.newBufferedReader(Manifests.ROOT.resolve("base/settings.env"))) {
            settings.load(reader);
        }
        return settings.getProperty(name);
    }

    private static JsonNode trigger(JsonNode scaledObject) {
        return scaledObject.at("/spec/triggers/0/metadata");
    }

    private static JsonNode scaleDown(JsonNode scaledObject) {
        return scaledObject.at("/spec/advanced/horizontalPodAutoscalerConfig/behavior/scaleDown");
    }
}
