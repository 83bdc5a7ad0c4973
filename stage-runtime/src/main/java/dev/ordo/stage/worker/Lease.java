package dev.ordo.stage.worker;

import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidRecordStateException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The broker's lock on one record. Used by the consumer's thread alone.
 *
 * <p>After a renewal the consumer holds the record back until it has been polled again, and refuses to poll while it is
 * out; so every renewal is followed by taking the same record once more.
 */
final class Lease {
    private static final Logger LOG = LoggerFactory.getLogger(Lease.class);
    private static final Duration TAKE_BACK = Duration.ofMillis(50);

    /** Whether the record is ours. */
    enum State {
        HELD,
        /** Somebody else has it, or may have: the broker said so. */
        LOST,
        /** The broker does not answer; when it does, it will hand the record out again. */
        UNCERTAIN
    }

    private final ShareConsumer<byte[], byte[]> consumer;
    private final Duration limit;
    private ConsumerRecord<byte[], byte[]> record;
    private State state = State.HELD;

    /** @param limit how long the broker may take to answer */
    Lease(ShareConsumer<byte[], byte[]> consumer, ConsumerRecord<byte[], byte[]> record, Duration limit) {
        this.consumer = consumer;
        this.record = record;
        this.limit = limit;
    }

    /** Starts the lock's time anew, if it is still ours. */
    State renew() {
        if (state == State.HELD) {
            state = acknowledge(AcknowledgeType.RENEW);
        }
        if (state == State.HELD) {
            takeBack();
        }
        return state;
    }

    /** Ends the lease, if it is still ours, and says what is known of it. */
    State end(Disposition disposition) {
        if (state == State.HELD) {
            state = acknowledge(disposition == Disposition.ACCEPT ? AcknowledgeType.ACCEPT : AcknowledgeType.RELEASE);
        }
        if (state != State.HELD) {
            LOG.warn("could not {} {}: the lease is {}", disposition, place(), state);
        }
        return state;
    }

    private State acknowledge(AcknowledgeType type) {
        try {
            consumer.acknowledge(record, type);
            return consumer.commitSync(limit).values().stream()
                    .flatMap(Optional::stream)
                    .findFirst()
                    .map(this::stateAfter)
                    .orElse(State.HELD);
        } catch (KafkaException e) {
            return stateAfter(e);
        }
    }

    private State stateAfter(KafkaException failure) {
        LOG.warn("the lease of {} is not confirmed: {}", place(), failure.toString());
        return failure instanceof InvalidRecordStateException ? State.LOST : State.UNCERTAIN;
    }

    private void takeBack() {
        long end = System.nanoTime() + limit.toNanos();
        do {
            for (ConsumerRecord<byte[], byte[]> each : consumer.poll(TAKE_BACK)) {
                if (isSame(each)) {
                    record = each;
                    return;
                }
                consumer.acknowledge(each, AcknowledgeType.RELEASE);
            }
        } while (System.nanoTime() < end);
        LOG.warn("{} did not come back after its renewal", place());
        state = State.UNCERTAIN;
    }

    private boolean isSame(ConsumerRecord<byte[], byte[]> other) {
        return other.offset() == record.offset()
                && other.partition() == record.partition()
                && other.topic().equals(record.topic());
    }

    private String place() {
        return record.topic() + "-" + record.partition() + "@" + record.offset();
    }
}
