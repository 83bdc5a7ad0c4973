package dev.ordo.stage.messaging;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ordo.events.EventType;

/**
 * An event as it came off a topic, its envelope checked and its data not yet bound.
 *
 * @param id the sender's id of this event
 * @param type which event it is
 * @param data its data as JSON
 */
public record Event(String id, EventType type, JsonNode data) {

    /** @throws MalformedEventException naming the path, if the data does not fit the event's record */
    public <T> T as(Class<T> record) {
        if (type.data() != record) {
            throw new MalformedEventException(
                    "expected an event of " + record.getSimpleName() + ", was " + type.type());
        }
        return EventBinding.bind(data, record);
    }

    /** The event's data as the record that its type stands for. */
    public Object bound() {
        return EventBinding.bind(data, type.data());
    }
}
