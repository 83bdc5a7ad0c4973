package dev.ordo.events.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.ordo.events.EventType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SchemaMirrorsRecordsTest {
    private static final Map<Class<?>, String> SCALARS = Map.of(
            String.class, "string",
            Boolean.class, "boolean",
            Integer.class, "integer",
            int.class, "integer",
            Long.class, "integer",
            long.class, "integer",
            Double.class, "number");

    @ParameterizedTest
    @EnumSource(EventType.class)
    void hasThePropertiesOfTheRecordAndNoOther(EventType event) {
        mirrors(event.type(), SchemaNode.root(event.type() + ".json"), event.data());
    }

    @Test
    void namesTheSchemaOfEveryEventInTheIndex() {
        Map<String, String> index = Arrays.stream(EventType.values())
                .collect(Collectors.toMap(EventType::type, each -> each.type() + ".json"));

        assertThat(EventSchemas.read("/schema/index.json")).isEqualTo(EventSchemas.JSON.valueToTree(index));
    }

    private static void mirrors(String path, SchemaNode schema, Type type) {
        assertThat(schema.json().path("description").asText())
                .as("description of %s", path)
                .isNotEmpty();
        if (type instanceof ParameterizedType generic) {
            mirrorsContainer(path, schema, generic);
        } else if (type instanceof Class<?> single) {
            mirrorsClass(path, schema, single);
        }
    }

    private static void mirrorsContainer(String path, SchemaNode schema, ParameterizedType generic) {
        Type[] arguments = generic.getActualTypeArguments();
        if (generic.getRawType() == List.class) {
            assertThat(schema.type()).as(path).isEqualTo("array");
            Type element = arguments[0];
            if (SCALARS.containsKey(element)) {
                assertThat(schema.items().type()).as(path + "[]").isEqualTo(SCALARS.get(element));
            } else {
                mirrors(path + "[]", schema.items(), element);
            }
        } else {
            assertThat(generic.getRawType()).as(path).isEqualTo(Map.class);
            assertThat(arguments).as(path).containsExactly(String.class, Double.class);
            assertThat(schema.json().path("additionalProperties").path("type").asText())
                    .as(path)
                    .isEqualTo("number");
        }
    }

    private static void mirrorsClass(String path, SchemaNode schema, Class<?> type) {
        if (SCALARS.containsKey(type)) {
            assertThat(schema.type()).as(path).isEqualTo(SCALARS.get(type));
        } else if (type == Instant.class) {
            assertThat(schema.json().path("format").asText()).as(path).isEqualTo("date-time");
        } else if (type.isEnum()) {
            assertThat(schema.json().path("enum"))
                    .as(path)
                    .isEqualTo(EventSchemas.JSON.valueToTree(type.getEnumConstants()));
        } else if (type.isSealed()) {
            mirrorsAlternatives(path, schema, type);
        } else {
            mirrorsRecord(path, schema, type);
        }
    }

    private static void mirrorsAlternatives(String path, SchemaNode schema, Class<?> type) {
        String property = type.getAnnotation(JsonTypeInfo.class).property();
        JsonSubTypes.Type[] names = type.getAnnotation(JsonSubTypes.class).value();
        assertThat(schema.oneOf()).as(path).hasSize(names.length);
        for (int i = 0; i < names.length; i++) {
            SchemaNode alternative = schema.oneOf().get(i);
            String name = alternative.property(property).json().path("const").asText();
            assertThat(name).as(path).isEqualTo(names[i].name());
            mirrorsRecord(path + "<" + name + ">", alternative, names[i].value());
        }
    }

    private static void mirrorsRecord(String path, SchemaNode schema, Class<?> type) {
        Set<String> expected = new TreeSet<>();
        for (RecordComponent each : type.getRecordComponents()) {
            expected.add(each.getName());
            mirrors(path + "." + each.getName(), schema.property(each.getName()), each.getGenericType());
        }
        for (Class<?> parent : type.getInterfaces()) {
            expected.add(parent.getAnnotation(JsonTypeInfo.class).property());
        }
        assertThat(schema.properties()).as(path).isEqualTo(expected);
        assertThat(schema.required()).as(path).isSubsetOf(expected);
        assertThat(schema.json().path("additionalProperties").asBoolean(true))
                .as("%s allows unknown properties", path)
                .isFalse();
    }
}
