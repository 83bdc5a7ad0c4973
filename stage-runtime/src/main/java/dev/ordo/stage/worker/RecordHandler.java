package dev.ordo.stage.worker;

import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What is to be done with a record of a work topic. */
@FunctionalInterface
public interface RecordHandler {
    /**
     * Handles one record; runs on a thread of its own while the record's lease is kept alive on another.
     *
     * @param idleSince since when this worker had had nothing to do
     */
    Disposition handle(ConsumerRecord<byte[], byte[]> record, Instant idleSince, Cancellation cancellation);
}
