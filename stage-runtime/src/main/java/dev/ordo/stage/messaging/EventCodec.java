package dev.ordo.stage.messaging;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.ordo.events.EventType;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.core.format.EventFormat;
import io.cloudevents.jackson.JsonFormat;
import io.cloudevents.kafka.KafkaMessageFactory;
import java.io.IOException;
import java.net.URI;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;
import org.apache.kafka.common.header.Headers;

/** Events to the bytes of Kafka records and back. */
public final class EventCodec {
    /** Header of every record that Ordo writes: {@value #CONTENT_TYPE_VALUE}. */
    public static final String CONTENT_TYPE = "content-type";

    public static final String CONTENT_TYPE_VALUE = JsonFormat.CONTENT_TYPE;

    private static final EventFormat FORMAT = new JsonFormat();

    private EventCodec() {}

    /**
     * A CloudEvent in structured JSON mode.
     *
     * @param source who says it, as {@code /ordo/pruner-svc}
     * @param subject what it is about: the record's key
     * @param data one of the records of {@link EventType}
     */
    public static byte[] encode(String source, String subject, Object data) {
        return FORMAT.serialize(CloudEventBuilder.v1()
                .withId(UUID.randomUUID().toString())
                .withSource(URI.create(source))
                .withType(EventType.ofData(data).type())
                .withSubject(subject)
                .withTime(OffsetDateTime.now(ZoneOffset.UTC))
                .withData("application/json", json(data))
                .build());
    }

    /**
     * Reads structured mode, binary mode, and structured JSON whose header the sender forgot.
     *
     * @throws MalformedEventException if the record is no CloudEvent, or of a type that Ordo does not know
     */
    public static Event decode(Headers headers, byte[] value) {
        if (value == null) {
            throw new MalformedEventException("the record has no value; expected a CloudEvent");
        }
        CloudEvent event = envelope(headers, value);
        EventType type = EventType.ofType(event.getType())
                .orElseThrow(() -> new MalformedEventException("unknown event type '" + event.getType() + "'"));
        return new Event(event.getId(), type, data(event));
    }

    private static CloudEvent envelope(Headers headers, byte[] value) {
        CloudEvent event = parsed(headers, value);
        if (event == null) {
            throw new MalformedEventException("the record is not a CloudEvent: its value is null");
        }
        return event;
    }

    /** Whatever the libraries throw here, it is the sender's bytes that they stumble over. */
    private static CloudEvent parsed(Headers headers, byte[] value) {
        try {
            boolean described =
                    headers.lastHeader(CONTENT_TYPE) != null || headers.lastHeader("ce_specversion") != null;
            return described ? KafkaMessageFactory.createReader(headers, value).toEvent() : FORMAT.deserialize(value);
        } catch (RuntimeException e) {
            throw new MalformedEventException("the record is not a CloudEvent: " + e.getMessage(), e);
        }
    }

    private static JsonNode data(CloudEvent event) {
        if (event.getData() == null) {
            throw new MalformedEventException("the event has no data");
        }
        try {
            return EventJson.mapper().readTree(event.getData().toBytes());
        } catch (IOException e) {
            throw new MalformedEventException("the event's data is not JSON: " + e.getMessage(), e);
        }
    }

    private static byte[] json(Object data) {
        try {
            return EventJson.mapper().writeValueAsBytes(data);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an event of ours does not become JSON", e);
        }
    }
}
