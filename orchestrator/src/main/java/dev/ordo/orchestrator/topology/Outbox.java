package dev.ordo.orchestrator.topology;

import dev.ordo.events.error.ErrorCode;
import dev.ordo.events.error.OrdoException;
import dev.ordo.stage.messaging.DeadLetterHeaders;
import dev.ordo.stage.messaging.EventCodec;
import dev.ordo.stage.messaging.MalformedEventException;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jboss.logging.Logger;

/** Sends what a processor decided; each topic is the name of its sink. */
final class Outbox {
    private static final Logger LOG = Logger.getLogger(Outbox.class);

    static final String SOURCE = "/ordo/orchestrator";

    private final ProcessorContext<String, byte[]> context;
    private final WorkMeters meters;

    Outbox(ProcessorContext<String, byte[]> context, WorkMeters meters) {
        this.context = context;
        this.meters = meters;
    }

    /** An event of the contract. */
    void event(String sink, String key, Object data) {
        send(sink, key, EventCodec.encode(SOURCE, key, data), headers(EventCodec.CONTENT_TYPE_VALUE));
    }

    /** A message of our own. */
    <T> void message(String sink, String key, Json<T> json, T message) {
        send(sink, key, json.bytes(message), headers("application/json"));
    }

    /**
     * A record that nothing can be made of, as it came, with where it came from and what is wrong with it. A failure that
     * nobody foresaw ends here too: one poisoned record must not stop the others.
     */
    void deadLetter(String sink, Record<String, byte[]> record, RecordMetadata origin, RuntimeException failure) {
        meters.deadLetter(origin.topic());
        ErrorCode code = code(failure);
        boolean foreseen = code != ErrorCode.INTERNAL;
        String reason = foreseen ? failure.getMessage() : failure.toString();
        String place = origin.topic() + "-" + origin.partition() + "@" + origin.offset();
        if (foreseen) {
            LOG.warnf("%s: to the dead letters: %s", place, reason);
        } else {
            LOG.errorf(failure, "%s: to the dead letters", place);
        }
        Headers headers = new RecordHeaders(record.headers().toArray());
        new DeadLetterHeaders(
                        code,
                        reason,
                        origin.topic(),
                        origin.partition(),
                        origin.offset(),
                        record.timestamp(),
                        record.key() == null ? null : utf8(record.key()))
                .addTo(headers);
        send(sink, record.key(), record.value(), headers);
    }

    private static ErrorCode code(RuntimeException failure) {
        if (failure instanceof OrdoException known) {
            return known.code();
        }
        return failure instanceof MalformedEventException || failure instanceof IllegalArgumentException
                ? ErrorCode.INVALID_EVENT
                : ErrorCode.INTERNAL;
    }

    void send(String sink, String key, byte[] value, Headers headers) {
        context.forward(new Record<>(key, value, context.currentSystemTimeMs(), headers), sink);
    }

    private static Headers headers(String contentType) {
        return new RecordHeaders().add(EventCodec.CONTENT_TYPE, utf8(contentType));
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
