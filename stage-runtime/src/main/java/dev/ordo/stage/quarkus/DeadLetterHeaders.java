package dev.ordo.stage.quarkus;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;

/** What a record on the dead-letter topic says beside what it was: why it is there, and where it came from. */
final class DeadLetterHeaders {
    static final String REASON = "ordo-reason";
    static final String TOPIC = "ordo-topic";
    static final String PARTITION = "ordo-partition";
    static final String OFFSET = "ordo-offset";

    private DeadLetterHeaders() {}

    static void add(Headers headers, ConsumerRecord<?, ?> malformed, String reason) {
        headers.add(REASON, bytes(reason));
        headers.add(TOPIC, bytes(malformed.topic()));
        headers.add(PARTITION, bytes(Integer.toString(malformed.partition())));
        headers.add(OFFSET, bytes(Long.toString(malformed.offset())));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
