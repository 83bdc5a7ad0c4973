package dev.ordo.platform.study;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.ordo.events.EventType;
import dev.ordo.events.Topics;
import dev.ordo.platform.broker.Reader;
import dev.ordo.stage.messaging.EventJson;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Set;
import java.util.stream.Collectors;

/** What workers have said on {@code ordo.stage-events}. */
final class StageEvents {
    private static final Duration SETTLED = Duration.ofSeconds(2);

    private final List<JsonNode> events;

    private StageEvents(List<JsonNode> events) {
        this.events = events;
    }

    /** Everything that is there now. */
    static StageEvents of(RunningOrdo ordo) {
        return new StageEvents(new Reader(ordo.stack().bootstrapServers())
                .committed(Topics.STAGE_EVENTS, count -> false, SETTLED).stream()
                        .map(StageEvents::json)
                        .toList());
    }

    /** The data of all events of a type, in no order across keys. */
    List<JsonNode> all(EventType type) {
        return events.stream()
                .filter(each -> each.path("type").asText().equals(type.type()))
                .map(each -> each.path("data"))
                .toList();
    }

    /** Keys of the work that events of a type are about. */
    Set<String> keys(EventType type) {
        return all(type).stream().map(StageEvents::key).collect(Collectors.toSet());
    }

    /** The steps that each execution of some work has told, in the order of the executions. */
    List<LongSummaryStatistics> steps(String key) {
        return List.copyOf(all(EventType.STAGE_PROGRESS).stream()
                .filter(data -> key(data).equals(key))
                .filter(data -> data.path("unit").asText().equals("step"))
                .collect(Collectors.groupingBy(
                        data -> data.path("execution").path("executionId").asText(),
                        LinkedHashMap::new,
                        Collectors.summarizingLong(data -> data.path("done").asLong())))
                .values());
    }

    static String key(JsonNode data) {
        return data.path("execution").path("key").asText();
    }

    private static JsonNode json(String event) {
        try {
            return EventJson.mapper().readTree(event);
        } catch (JsonProcessingException e) {
            return EventJson.mapper().createObjectNode(); // Another test's nonsense.
        }
    }
}
