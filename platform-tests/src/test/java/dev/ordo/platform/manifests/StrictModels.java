package dev.ordo.platform.manifests;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.kustomize.v1beta1.Kustomization;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.openshift.api.model.monitoring.v1.PodMonitor;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What Kubernetes, the Prometheus operator and KEDA would say of a manifest, without any of them: wrong types, unknown kinds
 * and unknown fields. The models are Fabric8's; they keep what they do not know, and it is looked for there.
 */
final class StrictModels {
    private static final Map<String, Class<?>> MODELS = Map.ofEntries(
            Map.entry("v1/Namespace", Namespace.class),
            Map.entry("v1/ServiceAccount", ServiceAccount.class),
            Map.entry("v1/Service", Service.class),
            Map.entry("v1/ConfigMap", ConfigMap.class),
            Map.entry("apps/v1/Deployment", Deployment.class),
            Map.entry("apps/v1/StatefulSet", StatefulSet.class),
            Map.entry("batch/v1/Job", Job.class),
            Map.entry("policy/v1/PodDisruptionBudget", PodDisruptionBudget.class),
            Map.entry("networking.k8s.io/v1/NetworkPolicy", NetworkPolicy.class),
            Map.entry("monitoring.coreos.com/v1/ServiceMonitor", ServiceMonitor.class),
            Map.entry("monitoring.coreos.com/v1/PodMonitor", PodMonitor.class),
            Map.entry("monitoring.coreos.com/v1/PrometheusRule", PrometheusRule.class),
            Map.entry("kustomize.config.k8s.io/v1beta1/Kustomization", Kustomization.class));

    private static final String KEDA = "keda.sh/v1alpha1/ScaledObject";
    private static final JsonSchema SCALED_OBJECT = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
            .getSchema(StrictModels.class.getResourceAsStream("/scaled-object.schema.json"));

    private StrictModels() {}

    /** Everything that is wrong with a manifest, each with its path; empty if nothing is. */
    static List<String> problems(JsonNode manifest) {
        String type = manifest.path("apiVersion").asText() + "/"
                + manifest.path("kind").asText();
        if (type.equals(KEDA)) {
            return SCALED_OBJECT.validate(manifest).stream()
                    .map(ValidationMessage::getMessage)
                    .toList();
        }
        Class<?> model = MODELS.get(type);
        if (model == null) {
            return List.of("unknown kind " + type);
        }
        try {
            List<String> problems = new ArrayList<>();
            look(Yaml.JSON.convertValue(manifest, model), "", problems);
            return problems;
        } catch (IllegalArgumentException e) {
            return List.of(e.getMessage());
        }
    }

    private static void look(Object value, String path, List<String> problems) {
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, each) -> look(each, path + "." + key, problems));
        } else if (value instanceof Iterable<?> list) {
            int index = 0;
            for (Object each : list) {
                look(each, path + "[" + index++ + "]", problems);
            }
        } else if (value instanceof Quantity quantity) {
            number(quantity, path, problems);
        } else if (value != null && value.getClass().getName().startsWith("io.fabric8.") && !(value instanceof Enum)) {
            fields(value, path, problems);
        }
    }

    private static void number(Quantity quantity, String path, List<String> problems) {
        try {
            Quantity.getAmountInBytes(quantity);
        } catch (RuntimeException e) {
            problems.add(path + ": " + e.getMessage());
        }
    }

    private static void fields(Object model, String path, List<String> problems) {
        for (Class<?> each = model.getClass(); each != Object.class; each = each.getSuperclass()) {
            for (Field field : each.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers())) {
                    field(model, field, path, problems);
                }
            }
        }
    }

    private static void field(Object model, Field field, String path, List<String> problems) {
        Object value = value(model, field);
        if (field.getName().equals("additionalProperties")) {
            ((Map<?, ?>) value).keySet().forEach(key -> problems.add(path + "." + key + ": unknown field"));
        } else {
            JsonProperty named = field.getAnnotation(JsonProperty.class);
            look(value, path + "." + (named == null ? field.getName() : named.value()), problems);
        }
    }

    private static Object value(Object model, Field field) {
        try {
            field.setAccessible(true);
            return field.get(model);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("cannot look into " + field, e);
        }
    }
}
