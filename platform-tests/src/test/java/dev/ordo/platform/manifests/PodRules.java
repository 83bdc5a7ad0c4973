package dev.ordo.platform.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * What every pod of these manifests promises: no root, nothing writable but its volumes, no token for the cluster, no room
 * without a limit, no version that moves, probes on what serves.
 */
final class PodRules {
    /** Writes its own configuration beside its programs when it starts. */
    private static final String KAFKA = "apache/kafka:";

    private final String subject;
    private final JsonNode pod;
    private final List<String> problems = new ArrayList<>();

    private PodRules(JsonNode workload) {
        this.subject = workload.path("kind").asText() + " "
                + workload.at("/metadata/name").asText();
        this.pod = workload.at("/spec/template/spec");
    }

    /** The promises that a Deployment, StatefulSet or Job breaks; empty if it keeps all. */
    static List<String> broken(JsonNode workload) {
        PodRules rules = new PodRules(workload);
        rules.checkPod();
        each(rules.pod.path("initContainers")).forEach(rules::checkContainer);
        each(rules.pod.path("containers")).forEach(rules::checkContainer);
        if (!workload.path("kind").asText().equals("Job")) {
            each(rules.pod.path("containers")).forEach(rules::checkProbes);
        }
        return rules.problems;
    }

    private void checkPod() {
        require("no containers", !pod.path("containers").isEmpty());
        require("mounts a token", isFalse(pod, "/automountServiceAccountToken"));
        require("takes settings from Services", isFalse(pod, "/enableServiceLinks"));
        require("may run as root", pod.at("/securityContext/runAsNonRoot").asBoolean());
        require("runs as root", pod.at("/securityContext/runAsUser").asInt() > 0);
        require(
                "has no seccomp profile",
                pod.at("/securityContext/seccompProfile/type").asText().equals("RuntimeDefault"));
        for (String shared : List.of("hostNetwork", "hostPID", "hostIPC")) {
            require("uses " + shared, !pod.path(shared).asBoolean());
        }
        each(pod.path("volumes")).forEach(each -> {
            require("mounts a path of the host", !each.has("hostPath"));
            require(
                    "has a volume without a limit",
                    !each.has("emptyDir") || each.path("emptyDir").has("sizeLimit"));
        });
    }

    private void checkContainer(JsonNode container) {
        String name = container.path("name").asText();
        JsonNode context = container.path("securityContext");
        String image = container.path("image").asText();
        require(name + " may gain privileges", isFalse(context, "/allowPrivilegeEscalation"));
        require(
                name + " keeps capabilities",
                context.at("/capabilities/drop/0").asText().equals("ALL"));
        require(name + " adds capabilities", context.at("/capabilities/add").isMissingNode());
        require(
                name + " may write to its root",
                context.path("readOnlyRootFilesystem").asBoolean() || image.startsWith(KAFKA));
        require(name + " has an image without a version: " + image, image.matches("[^:]+:\\d[\\w.-]*"));
        for (String each : List.of("cpu", "memory")) {
            require(
                    name + " requests no " + each,
                    container.at("/resources/requests").has(each));
            require(
                    name + " has no limit of " + each,
                    container.at("/resources/limits").has(each));
        }
        each(container.path("env"))
                .filter(each -> isSecret(each.path("name").asText()))
                .forEach(each -> require(
                        name + " has a secret in its text: " + each.path("name").asText(),
                        each.at("/valueFrom/secretKeyRef/name").isTextual()));
    }

    private void checkProbes(JsonNode container) {
        for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
            require(container.path("name").asText() + " has no " + probe, container.has(probe));
        }
    }

    private void require(String problem, boolean kept) {
        if (!kept) {
            problems.add(subject + ": " + problem);
        }
    }

    /** Whether something of this name must not be readable. */
    static boolean isSecret(String name) {
        return name.matches("(?i).*(secret|password|token|api[-_]?key|access[-_]?key).*");
    }

    private static boolean isFalse(JsonNode node, String pointer) {
        return node.at(pointer).isBoolean() && !node.at(pointer).asBoolean();
    }

    private static Stream<JsonNode> each(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}
