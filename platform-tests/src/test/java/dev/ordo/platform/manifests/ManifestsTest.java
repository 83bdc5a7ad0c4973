package dev.ordo.platform.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ordo.platform.manifests.Manifests.Manifest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The files as they lie there; {@link OverlaysTest} looks at what kustomize makes of them. */
class ManifestsTest {
    private static final String KUSTOMIZATION = "kustomization.yaml";
    /** What applies to the files beside kustomize's. */
    private static final Set<String> OTHER = Set.of("README.md", "monitoring/wrap-rules.sh");

    static Stream<Manifest> all() {
        return Manifests.all().stream();
    }

    static Stream<Manifest> workloads() {
        return all().filter(each -> List.of("Deployment", "StatefulSet", "Job").contains(each.kind()))
                .filter(each -> each.content().at("/spec").has("selector")
                        || each.kind().equals("Job"));
    }

    @ParameterizedTest
    @MethodSource("all")
    void isWhatItsKindAllows(Manifest manifest) {
        assertThat(StrictModels.problems(manifest.content())).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("workloads")
    void keepsThePromisesOfEveryPod(Manifest workload) {
        assertThat(PodRules.broken(workload.content())).isEmpty();
    }

    @Test
    void holdsNoSecret() {
        assertThat(Manifests.ofKind("Secret")).isEmpty();
        assertThat(Manifests.files().stream().filter(each -> each.toString().endsWith(".env")))
                .isNotEmpty()
                .allSatisfy(each -> assertThat(Files.readAllLines(Manifests.ROOT.resolve(each)))
                        .noneMatch(
                                line -> line.contains("=") && PodRules.isSecret(line.substring(0, line.indexOf('=')))));
        assertThat(Manifests.ofKind("Kustomization"))
                .noneMatch(each -> each.content().has("secretGenerator"));
    }

    @Test
    void refersToFilesThatAreThereAndToAllThatAre() {
        Set<String> referred = new TreeSet<>(OTHER);
        for (Manifest each : Manifests.ofKind("Kustomization")) {
            Path directory = Manifests.ROOT.resolve(each.file()).getParent();
            for (String reference : references(each.content())) {
                Path target = directory.resolve(reference).normalize();
                Path file = Files.isDirectory(target) ? target.resolve(KUSTOMIZATION) : target;
                assertThat(file).as("%s of %s", reference, each.file()).isRegularFile();
                referred.add(Manifests.ROOT.relativize(file).toString());
            }
        }
        Manifests.OVERLAYS.forEach(each -> referred.add("overlays/" + each + "/" + KUSTOMIZATION));

        assertThat(Manifests.files().stream()
                        .map(Path::toString)
                        .filter(each -> !each.matches("monitoring/(rules|alerts|tests)/.*"))
                        .filter(each -> !referred.contains(each)))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{apiVersion: apps/v1, kind: Deployment, metadata: {name: a}, spec: {replica: 2}}",
                "{apiVersion: apps/v1, kind: Deployment, metadata: {name: a}, spec: {replicas: two}}",
                "{apiVersion: v1, kind: Service, metadata: {name: a}, spec: {ports: [{port: 1, targetport: 2}]}}",
                "{apiVersion: batch/v1, kind: Job, metadata: {name: a}, spec: {template: {spec: {containers: [{resources: {limits:"
                        + " {memory: much}}}]}}}}",
                "{apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {name: a}, spec: {maxUnavailble: 1}}",
                "{apiVersion: monitoring.coreos.com/v1, kind: PodMonitor, metadata: {name: a}, spec: {joblabel: b}}",
                "{apiVersion: monitoring.coreos.com/v1, kind: PrometheusRule, metadata: {name: a}, spec: {groups: [{rules:"
                        + " [{alrt: b}]}]}}",
                "{apiVersion: keda.sh/v1alpha1, kind: ScaledObject, metadata: {name: a}, spec: {scaleTargetRef: {name: b},"
                        + " triggers: [{type: prometheus, metadata: {serverAddress: c, query: d, treshold: '1'}}]}}",
                "{apiVersion: kustomize.config.k8s.io/v1beta1, kind: Kustomization, resource: [a.yaml]}",
                "{apiVersion: v1, kind: Deployment, metadata: {name: a}}",
            })
    void refusesWhatIsWrong(String manifest) {
        assertThat(StrictModels.problems(Yaml.documents(manifest).get(0))).isNotEmpty();
    }

    @Test
    void noticesEveryPromiseThatIsBroken() {
        JsonNode careless = Yaml.documents("""
                kind: Deployment
                metadata: {name: careless}
                spec:
                  template:
                    spec:
                      hostNetwork: true
                      containers:
                        - name: c
                          image: some/image:latest
                          env: [{name: API_KEY, value: abc}]
                      volumes: [{name: a, hostPath: {path: /}}, {name: b, emptyDir: {}}]
                """).get(0);

        assertThat(PodRules.broken(careless)).hasSize(20);
    }

    private static List<String> references(JsonNode kustomization) {
        List<String> references = new ArrayList<>();
        kustomization.path("resources").forEach(each -> references.add(each.asText()));
        kustomization.path("patches").findValues("path").forEach(each -> references.add(each.asText()));
        kustomization.path("configMapGenerator").forEach(each -> {
            each.path("envs").forEach(file -> references.add(file.asText()));
            each.path("files").forEach(file -> references.add(file.asText()));
        });
        return references;
    }
}
