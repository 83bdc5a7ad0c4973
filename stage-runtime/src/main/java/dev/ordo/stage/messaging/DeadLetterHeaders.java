package dev.ordo.stage.messaging;

import dev.ordo.events.DeadLetter;
import dev.ordo.events.error.ErrorCode;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Headers;

/**
 * What a record on the dead-letter topic says beside what it was.
 *
 * @param code what kind of failure
 * @param reason what is wrong with it
 * @param topic where it lay
 * @param timestamp when it got there, milliseconds of the epoch
 * @param key as it was; null where it had none
 */
public record DeadLetterHeaders(
        ErrorCode code, String reason, String topic, int partition, long offset, long timestamp, byte[] key) {

    /** Adds them to the record's own headers; those of an earlier death are replaced. */
    public void addTo(Headers headers) {
        put(headers, DeadLetter.REASON, bytes(reason));
        put(headers, DeadLetter.CODE, bytes(code.name()));
        put(headers, DeadLetter.TOPIC, bytes(topic));
        put(headers, DeadLetter.PARTITION, bytes(Integer.toString(partition)));
        put(headers, DeadLetter.OFFSET, bytes(Long.toString(offset)));
        put(headers, DeadLetter.TIMESTAMP, bytes(Long.toString(timestamp)));
        put(headers, DeadLetter.KEY, key);
    }

    private static void put(Headers headers, String name, byte[] value) {
        headers.remove(name);
        if (value != null) {
            headers.add(name, value);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
