package dev.ordo.orchestrator.topology;

import dev.ordo.stage.messaging.MalformedEventException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * Whether a record lies where the state of its study is. Senders that are not ours may leave the key out, or hash it
 * otherwise (librdkafka does); their records are sent once more, rightly keyed.
 */
final class Placement {
    static final String PLACED = "ordo-placed";

    private final int partitions;

    Placement(int partitions) {
        this.partitions = partitions;
    }

    /** A record that was placed once is taken where it is, lest it go round for ever. */
    boolean isRight(Record<String, byte[]> record, int partition, String studyId) {
        boolean placed = record.headers().lastHeader(PLACED) != null;
        return placed || studyId.equals(record.key()) && partition == partitionOf(studyId);
    }

    /**
     * For records whose senders are ours to mend.
     *
     * @throws MalformedEventException if the record lies where the state of {@code key} is not
     */
    void require(RecordMetadata origin, String key) {
        int right = partitionOf(key);
        if (origin.partition() != right) {
            throw new MalformedEventException("key " + key + " belongs on partition " + right + " of " + origin.topic()
                    + " (murmur2, as the Java client places it), not on " + origin.partition());
        }
    }

    static Headers placed(Headers headers) {
        return new RecordHeaders(headers.toArray()).add(PLACED, Outbox.utf8("1"));
    }

    /** As the Java producer places keys. */
    int partitionOf(String key) {
        return Utils.toPositive(Utils.murmur2(Outbox.utf8(key))) % partitions;
    }
}
