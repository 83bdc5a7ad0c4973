package dev.ordo.stage.messaging;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.Collectors;

/** Binds JSON to event records, and says of a misfit where it is. */
public final class EventBinding {
    private EventBinding() {}

    /** @throws MalformedEventException naming the path, if {@code data} does not fit {@code record} */
    public static <T> T bind(JsonNode data, Class<T> record) {
        if (!data.isObject()) {
            throw new MalformedEventException("expected a JSON object, was " + data.getNodeType());
        }
        try {
            return EventJson.mapper().treeToValue(data, record);
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw new MalformedEventException(reason(e), e);
        }
    }

    /** What is wrong, in one line: the record's own words where it refused a value, else Jackson's with the path. */
    public static String reason(Exception failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof IllegalArgumentException && each.getMessage() != null) {
                return each.getMessage();
            }
        }
        String message =
                failure instanceof JsonProcessingException json ? json.getOriginalMessage() : failure.getMessage();
        return failure instanceof JsonMappingException mapping ? path(mapping) + message : message;
    }

    private static String path(JsonMappingException failure) {
        String path = failure.getPath().stream()
                .map(each -> each.getFieldName() != null ? each.getFieldName() : "[" + each.getIndex() + "]")
                .collect(Collectors.joining("."))
                .replace(".[", "[");
        return path.isEmpty() ? "" : path + ": ";
    }
}
