package dev.ordo.events.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * One place of a schema, its {@code $ref} followed.
 *
 * @param file the schema file that the node is in, against which references are resolved
 * @param json the node, with what the reference points to merged in
 */
record SchemaNode(String file, JsonNode json) {

    static SchemaNode root(String file) {
        return new SchemaNode(file, EventSchemas.read("/schema/" + file));
    }

    SchemaNode property(String name) {
        return at(json.path("properties").path(name));
    }

    SchemaNode items() {
        return at(json.path("items"));
    }

    List<SchemaNode> oneOf() {
        List<SchemaNode> alternatives = new ArrayList<>();
        json.path("oneOf").forEach(each -> alternatives.add(at(each)));
        return alternatives;
    }

    Set<String> properties() {
        Set<String> names = new TreeSet<>();
        json.path("properties").fieldNames().forEachRemaining(names::add);
        return names;
    }

    Set<String> required() {
        Set<String> names = new TreeSet<>();
        json.path("required").forEach(each -> names.add(each.asText()));
        return names;
    }

    String type() {
        return json.path("type").asText();
    }

    private SchemaNode at(JsonNode node) {
        if (!node.has("$ref")) {
            return new SchemaNode(file, node);
        }
        String[] reference = node.get("$ref").asText().split("#", 2);
        String target = reference[0].isEmpty() ? file : reference[0];
        ObjectNode merged =
                EventSchemas.read("/schema/" + target).at(reference[1]).deepCopy();
        node.properties().forEach(each -> merged.set(each.getKey(), each.getValue()));
        merged.remove("$ref");
        return new SchemaNode(target, merged);
    }
}
