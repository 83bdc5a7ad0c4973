package dev.ordo.cli.doctor;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ordo.cli.stack.ServiceSpec;
import dev.ordo.cli.stack.StackRecord;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the services say of their health.
 *
 * @param record the stack of this machine, if one runs
 * @param orchestratorUrl where the orchestrator answers, if there is one
 */
record ServicesCheck(Optional<StackRecord> record, Optional<String> orchestratorUrl) implements Check {
    private static final String NAME = "services";

    @Override
    public List<Finding> look() {
        List<Finding> bad = new ArrayList<>();
        Map<String, String> services = services();
        services.forEach((name, url) -> {
            String trouble = trouble(url);
            if (!trouble.isEmpty()) {
                bad.add(Finding.fail(
                        NAME, name + " at " + url + " " + trouble, "see its log: `ordo up` says where the logs are"));
            }
        });
        if (!bad.isEmpty()) {
            return bad;
        }
        return List.of(
                services.isEmpty()
                        ? Finding.ok(NAME, "none to ask")
                        : Finding.ok(NAME, "up: " + String.join(", ", services.keySet())));
    }

    private Map<String, String> services() {
        Map<String, String> services = new LinkedHashMap<>();
        orchestratorUrl.ifPresent(url -> services.put(ServiceSpec.ORCHESTRATOR.name(), url));
        record.ifPresent(stack -> ServiceSpec.ALL.forEach(spec -> {
            StackRecord.Entry entry = stack.processes().get(spec.name());
            if (entry != null) {
                services.putIfAbsent(spec.name(), "http://127.0.0.1:" + entry.port());
            }
        }));
        return services;
    }

    private static String trouble(String url) {
        try {
            HttpResponse<String> answer = Http.get(url + "/q/health");
            return down(new ObjectMapper().readTree(answer.body()));
        } catch (JacksonException e) {
            return "answers, but not about its health";
        } catch (IOException e) {
            return "does not answer: " + e;
        }
    }

    /** Which of a service's own checks are down; empty if none is. */
    static String down(JsonNode health) {
        if ("UP".equals(health.path("status").asText())) {
            return "";
        }
        List<String> down = new ArrayList<>();
        for (JsonNode each : health.path("checks")) {
            if (!"UP".equals(each.path("status").asText())) {
                down.add(each.path("name").asText());
            }
        }
        return "is not healthy: " + String.join(", ", down);
    }
}
