package dev.ordo.cli.deadletter;

import dev.ordo.events.DeadLetter;
import dev.ordo.events.Topics;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/** Dead letters to read. */
final class Letters {
    private Letters() {}

    /** A study's request that died at 12:00 of the first of January 2026, with its own content type. */
    static ConsumerRecord<byte[], byte[]> request(int partition, long offset) {
        RecordHeaders headers = new RecordHeaders();
        headers.add("content-type", bytes("application/cloudevents+json"));
        headers.add(DeadLetter.REASON, bytes("seeds must not be empty"));
        headers.add(DeadLetter.CODE, bytes("INVALID_EVENT"));
        headers.add(DeadLetter.TOPIC, bytes(Topics.STUDIES));
        headers.add(DeadLetter.PARTITION, bytes("5"));
        headers.add(DeadLetter.OFFSET, bytes("1742"));
        headers.add(DeadLetter.TIMESTAMP, bytes("1767268799000"));
        headers.add(DeadLetter.KEY, bytes("my-study"));
        return record(partition, offset, headers);
    }

    static ConsumerRecord<byte[], byte[]> record(int partition, long offset, RecordHeaders headers) {
        return new ConsumerRecord<>(
                Topics.DEAD_LETTER,
                partition,
                offset,
                1767268800000L + offset,
                TimestampType.LOG_APPEND_TIME,
                0,
                5,
                bytes("my-study"),
                bytes("{}"),
                headers,
                Optional.empty());
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
