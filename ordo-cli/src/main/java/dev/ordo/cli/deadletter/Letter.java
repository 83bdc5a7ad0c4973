package dev.ordo.cli.deadletter;

import dev.ordo.events.DeadLetter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * One record on the dead-letter topic.
 *
 * @param record as it lies there
 * @param waiting whether it has not been sent again yet
 */
public record Letter(ConsumerRecord<byte[], byte[]> record, boolean waiting) {

    /** Where it lies, as {@code 3:17}: partition and offset. */
    public String place() {
        return record.partition() + ":" + record.offset();
    }

    /** The place with the topic, as it is noted in a record that is sent again. */
    public String fullPlace() {
        return fullPlace(record.topic(), record.partition(), record.offset());
    }

    static String fullPlace(String topic, int partition, long offset) {
        return topic + "-" + partition + "@" + offset;
    }

    /** When it became a dead letter. */
    public Instant diedAt() {
        return Instant.ofEpochMilli(record.timestamp());
    }

    public String reason() {
        return header(DeadLetter.REASON).orElse("none given");
    }

    public String code() {
        return header(DeadLetter.CODE).orElse("UNKNOWN");
    }

    /** Where it came from, as {@code ordo.studies-3@1742}; empty if nobody noted it. */
    public Optional<String> origin() {
        return topic().map(topic -> topic + "-" + header(DeadLetter.PARTITION).orElse("?") + "@"
                + header(DeadLetter.OFFSET).orElse("?"));
    }

    public Optional<String> topic() {
        return header(DeadLetter.TOPIC);
    }

    /** When it got to the topic that it came from; empty if nobody noted it. */
    public Optional<Instant> originTime() {
        return header(DeadLetter.TIMESTAMP)
                .filter(text -> text.matches("-?\\d{1,18}"))
                .map(text -> Instant.ofEpochMilli(Long.parseLong(text)));
    }

    /** Its key where it came from; null if it had none. */
    public byte[] key() {
        Header key = record.headers().lastHeader(DeadLetter.KEY);
        return key == null ? null : key.value();
    }

    /** The dead letter that it was sent again from before it died again. */
    public Optional<String> replayedFrom() {
        return header(DeadLetter.REPLAYED_FROM);
    }

    private Optional<String> header(String name) {
        return Optional.ofNullable(record.headers().lastHeader(name))
                .map(Header::value)
                .map(value -> new String(value, StandardCharsets.UTF_8));
    }
}
