package dev.ordo.events.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Everything that a schema forbids, done once to an example: one changed place per mutation. */
final class Mutations {
    /**
     * An example with one thing changed.
     *
     * @param what the place and the change
     * @param data the changed event
     */
    record Mutation(String what, JsonNode data) {
        @Override
        public String toString() {
            return what;
        }
    }

    private final JsonNode example;
    private final List<Mutation> wrong = new ArrayList<>();
    private final List<Mutation> atTheEdge = new ArrayList<>();

    private Mutations(JsonNode example) {
        this.example = example;
    }

    static Mutations of(SchemaNode schema, JsonNode example) {
        Mutations mutations = new Mutations(example);
        mutations.object("", schema, example, schema.required());
        return mutations;
    }

    /** Events that break the schema in one place. */
    List<Mutation> wrong() {
        return wrong;
    }

    /** Events with one number moved to the end of its range, or one optional property left out. */
    List<Mutation> atTheEdge() {
        return atTheEdge;
    }

    private void object(String path, SchemaNode schema, JsonNode value, Set<String> required) {
        for (SchemaNode each : schema.oneOf()) {
            if (each.properties().stream().anyMatch(name -> isConstant(each.property(name), value.path(name)))) {
                object(path, each, value, union(required, each.required()));
                return;
            }
        }
        wrong.add(changed(path, "unknownProperty", value, copy -> copy.put("unknownProperty", 1)));
        for (String name : schema.properties()) {
            if (value.has(name)) {
                (required.contains(name) ? wrong : atTheEdge)
                        .add(changed(path, name + " left out", value, copy -> copy.remove(name)));
                property(path, name, schema.property(name), value);
            }
        }
    }

    private void property(String path, String name, SchemaNode schema, JsonNode parent) {
        JsonNode rules = schema.json();
        JsonNode value = parent.get(name);
        if (value.isObject()
                && (!schema.properties().isEmpty() || !schema.oneOf().isEmpty())) {
            object(path + "/" + name, schema, value, schema.required());
        } else if (value.isArray() && value.path(0).isObject()) {
            object(
                    path + "/" + name + "/0",
                    schema.items(),
                    value.get(0),
                    schema.items().required());
        }
        if (rules.has("pattern") || rules.has("enum") || rules.has("const") || rules.has("format")) {
            wrong.add(changed(path, name + " = '?'", parent, copy -> copy.put(name, "?")));
        }
        if (rules.path("minItems").asInt() > 0) {
            wrong.add(changed(path, name + " = []", parent, copy -> copy.putArray(name)));
        }
        if (value.isNumber()) {
            wrong.add(changed(path, name + " = {}", parent, copy -> copy.putObject(name)));
            limits(path, name, rules, parent);
        }
        if (schema.type().equals("integer")) {
            wrong.add(changed(path, name + " = 1.5", parent, copy -> copy.put(name, 1.5)));
        }
    }

    private void limits(String path, String name, JsonNode rules, JsonNode parent) {
        if (rules.has("minimum")) {
            number(atTheEdge, path, name, parent, rules.get("minimum").decimalValue());
            number(wrong, path, name, parent, beyond(rules, "minimum", -1));
        }
        if (rules.has("maximum")) {
            number(atTheEdge, path, name, parent, rules.get("maximum").decimalValue());
            number(wrong, path, name, parent, beyond(rules, "maximum", 1));
        }
        if (rules.has("exclusiveMaximum")) {
            number(wrong, path, name, parent, rules.get("exclusiveMaximum").decimalValue());
        }
    }

    private static BigDecimal beyond(JsonNode rules, String limit, int direction) {
        BigDecimal step = rules.path("type").asText().equals("integer") ? BigDecimal.ONE : new BigDecimal("1e-6");
        return rules.get(limit).decimalValue().add(step.multiply(BigDecimal.valueOf(direction)));
    }

    private void number(List<Mutation> mutations, String path, String name, JsonNode parent, BigDecimal value) {
        if (parent.get(name).decimalValue().compareTo(value) == 0) {
            return;
        }
        boolean whole =
                value.stripTrailingZeros().scale() <= 0 && parent.get(name).isIntegralNumber();
        mutations.add(changed(path, name + " = " + value.toPlainString(), parent, copy -> {
            if (whole) {
                copy.put(name, value.longValueExact());
            } else {
                copy.put(name, value.doubleValue());
            }
        }));
    }

    private Mutation changed(String path, String what, JsonNode unchanged, Consumer<ObjectNode> change) {
        ObjectNode root = example.deepCopy();
        ObjectNode place = (ObjectNode) (path.isEmpty() ? root : root.at(path));
        change.accept(place);
        if (place.equals(unchanged)) {
            throw new IllegalStateException(path + " " + what + " changes nothing");
        }
        return new Mutation(path + "/" + what, root);
    }

    private static Set<String> union(Set<String> some, Set<String> others) {
        Set<String> all = new TreeSet<>(some);
        all.addAll(others);
        return all;
    }

    private static boolean isConstant(SchemaNode schema, JsonNode value) {
        return schema.json().has("const") && schema.json().get("const").equals(value);
    }
}
