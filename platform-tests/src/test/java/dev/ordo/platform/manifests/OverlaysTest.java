package dev.ordo.platform.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ordo.platform.program.Programs;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What kustomize makes of every overlay. */
class OverlaysTest {
    private static final List<String> WORKERS =
            List.of("distiller-svc", "evaluator-svc", "pruner-svc", "quantizer-svc");
    private static final Map<String, List<JsonNode>> RENDERED = new HashMap<>();

    @BeforeAll
    static void render() {
        Programs.assumeInstalled("kubectl");
        Manifests.OVERLAYS.forEach(each -> RENDERED.put(each, Kubectl.render(each)));
    }

    static Stream<String> overlays() {
        return Manifests.OVERLAYS.stream();
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void isStrictlyValidAndKeepsThePromisesOfEveryPod(String overlay) {
        assertThat(RENDERED.get(overlay)).isNotEmpty().allSatisfy(each -> {
            assertThat(StrictModels.problems(each)).as("%s", name(each)).isEmpty();
            if (each.at("/spec/template/spec").has("containers")) {
                assertThat(PodRules.broken(each)).isEmpty();
            }
        });
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void runsTheFiveServicesAndTheSetUp(String overlay) {
        assertThat(names(overlay, "Deployment")).containsExactlyInAnyOrderElementsOf(WORKERS);
        assertThat(names(overlay, "StatefulSet")).contains("orchestrator");
        assertThat(names(overlay, "Job")).containsExactly("setup");
        assertThat(names(overlay, "PodDisruptionBudget")).containsAll(WORKERS).contains("orchestrator");
        assertThat(all(overlay)).extracting(OverlaysTest::name).doesNotHaveDuplicates();
        assertThat(all(overlay).filter(each -> !each.path("kind").asText().equals("Namespace")))
                .allMatch(each -> each.at("/metadata/namespace").asText().equals("ordo"));
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void namesNoConfigMapAndNoAccountThatIsNotThere(String overlay) {
        Set<String> named = new TreeSet<>();
        all(overlay)
                .forEach(each -> each.findValues("configMapRef")
                        .forEach(reference -> named.add(reference.path("name").asText())));
        Set<String> accounts = new TreeSet<>();
        all(overlay).forEach(each -> accounts.addAll(each.findValuesAsText("serviceAccountName")));

        assertThat(names(overlay, "ConfigMap")).containsAll(named);
        assertThat(names(overlay, "ServiceAccount")).containsExactlyInAnyOrderElementsOf(accounts);
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void takesSecretsOnlyFromThoseThatTheReadmeNames(String overlay) {
        Set<String> secrets = all(overlay)
                .flatMap(each -> each.findValues("secretKeyRef").stream())
                .map(each -> each.path("name").asText() + "/" + each.path("key").asText())
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(secrets).containsExactly("ordo-judge/api-key", "ordo-store/access-key", "ordo-store/secret-key");
        assertThat(Manifests.ROOT.resolve("README.md"))
                .content()
                .contains("`ordo-store`", "`access-key`", "`secret-key`", "`ordo-judge`", "`api-key`");
    }

    @Test
    void givesAGpuToEveryWorkerOfTheGpuOverlayAndToNothingElse() {
        assertThat(workloads("gpu").filter(OverlaysTest::hasGpu).map(OverlaysTest::shortName))
                .containsExactlyInAnyOrderElementsOf(WORKERS);
        assertThat(workloads("gpu").filter(OverlaysTest::hasGpu)).allSatisfy(each -> {
            JsonNode worker = each.at("/spec/template/spec/containers/0");
            assertThat(worker.path("image").asText()).endsWith("-cuda");
            assertThat(worker.path("env").toString()).contains("{\"name\":\"ORDO_DEVICE\",\"value\":\"cuda\"}");
        });
        assertThat(Stream.concat(workloads("cpu"), workloads("local"))).noneMatch(OverlaysTest::hasGpu);
    }

    @Test
    void needsNoOperatorAndNoOtherBrokerOnOneNode() {
        assertThat(all("local").map(each -> each.path("apiVersion").asText()))
                .noneMatch(each -> each.startsWith("keda.sh") || each.startsWith("monitoring.coreos.com"));
        assertThat(names("local", "StatefulSet")).containsExactlyInAnyOrder("kafka", "orchestrator", "s3");
        assertThat(names("local", "Service")).contains("kafka", "s3");
        assertThat(settings("local").path("KAFKA_BOOTSTRAP_SERVERS").asText()).isEqualTo("kafka:9092");
        assertThat(settings("local").path("ORDO_REPLICATION_FACTOR").asText()).isEqualTo("1");
    }

    @Test
    void runsTheBrokerAndTheStoreOfDockerCompose() {
        JsonNode compose = Yaml.documents(Manifests.ROOT.resolveSibling("docker-compose.yml"))
                .get(0);

        for (String each : List.of("kafka", "s3")) {
            assertThat(workloads("local").filter(it -> shortName(it).equals(each)))
                    .extracting(it ->
                            it.at("/spec/template/spec/containers/0/image").asText())
                    .containsExactly(compose.at("/services/" + each + "/image").asText());
        }
    }

    @Test
    void scalesEveryWorkerWhereThereIsKeda() {
        for (String overlay : List.of("cpu", "gpu")) {
            assertThat(all(overlay)
                            .filter(each -> each.path("kind").asText().equals("ScaledObject"))
                            .map(each -> each.at("/spec/scaleTargetRef/name").asText()))
                    .containsExactlyInAnyOrderElementsOf(WORKERS);
            assertThat(workloads(overlay).filter(each -> WORKERS.contains(shortName(each))))
                    .as("a number of replicas would undo the scaling with every apply")
                    .noneMatch(each -> each.path("spec").has("replicas"));
        }
    }

    private static Stream<JsonNode> all(String overlay) {
        return RENDERED.get(overlay).stream();
    }

    private static Stream<JsonNode> workloads(String overlay) {
        return all(overlay).filter(each -> each.at("/spec/template/spec").has("containers"));
    }

    private static JsonNode settings(String overlay) {
        return all(overlay)
                .filter(each -> shortName(each).startsWith("ordo-settings-"))
                .map(each -> each.path("data"))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> names(String overlay, String kind) {
        return all(overlay)
                .filter(each -> each.path("kind").asText().equals(kind))
                .map(OverlaysTest::shortName)
                .toList();
    }

    private static boolean hasGpu(JsonNode workload) {
        return workload.at("/spec/template/spec").toString().contains("\"nvidia.com/gpu\":\"1\"");
    }

    private static String shortName(JsonNode each) {
        return each.at("/metadata/name").asText();
    }

    private static String name(JsonNode each) {
        return each.path("kind").asText() + " " + shortName(each);
    }
}
