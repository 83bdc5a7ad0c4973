package dev.ordo.cli.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ordo.cli.CommandFailure;
import dev.ordo.events.ordering.Ordering;
import dev.ordo.events.ordering.OrderingParseException;
import dev.ordo.events.ordering.OrderingStep;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A study at a fraction of its cost: every budget that it names, of tokens or of samples, times one factor; all else is as it was, and
 * what it leaves to its default, too.
 */
public final class ScaledStudy {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Set<String> BUDGETS =
            Set.of("tokens", "calibrationSamples", "maxEvaluationTokens", "evaluationTokens");
    /** The least that every budget allows. */
    private static final long LEAST = 2;

    private final double factor;

    /** @throws CommandFailure if the factor is not more than 0 */
    public ScaledStudy(double factor) {
        if (!(factor > 0) || Double.isInfinite(factor)) {
            throw new CommandFailure("--scale must be more than 0, was " + factor);
        }
        this.factor = factor;
    }

    /**
     * @param study the JSON of a {@code StudyRequested}
     * @return the same, scaled
     * @throws CommandFailure if it is not JSON, or an ordering is none
     */
    public String of(String study) {
        try {
            JsonNode scaled = MAPPER.readTree(study);
            scale(scaled.path("data"));
            scaled.path("recipes").forEach(this::scale);
            if (scaled.path("orderings") instanceof ArrayNode orderings) {
                scale(orderings);
            }
            return MAPPER.writeValueAsString(scaled);
        } catch (JsonProcessingException e) {
            throw new CommandFailure("the study is not JSON: " + e.getOriginalMessage(), e);
        } catch (OrderingParseException e) {
            throw new CommandFailure("orderings: " + e.getMessage(), e);
        }
    }

    private void scale(JsonNode fields) {
        if (fields instanceof ObjectNode object) {
            BUDGETS.stream()
                    .filter(budget -> object.path(budget).isIntegralNumber())
                    .forEach(budget ->
                            object.put(budget, scaled(object.path(budget).longValue())));
        }
    }

    private void scale(ArrayNode orderings) {
        for (int i = 0; i < orderings.size(); i++) {
            String entry = orderings.path(i).asText();
            if (entry.contains("(")) {
                List<OrderingStep> steps = Ordering.parse(entry).steps();
                orderings.set(i, new Ordering(steps.stream().map(this::scaled).toList()).toString());
            }
        }
    }

    private OrderingStep scaled(OrderingStep step) {
        Map<String, String> parameters = new HashMap<>(step.parameters());
        BUDGETS.forEach(
                budget -> parameters.computeIfPresent(budget, (name, value) -> Long.toString(scaled(number(value)))));
        return new OrderingStep(step.technique(), parameters);
    }

    private static long number(String value) {
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw new CommandFailure("orderings: a budget must be a whole number, was " + value, e);
        }
    }

    private long scaled(long budget) {
        return Math.max(Math.min(budget, LEAST), Math.round(budget * factor));
    }
}
