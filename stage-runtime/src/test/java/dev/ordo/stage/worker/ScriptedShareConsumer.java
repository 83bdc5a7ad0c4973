package dev.ordo.stage.worker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockShareConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicIdPartition;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

/**
 * Kafka's mock, with the rules of the real share consumer that matter here: no polling while a record is out, a renewed
 * record has to be polled again, and the broker may refuse.
 */
final class ScriptedShareConsumer extends MockShareConsumer<byte[], byte[]> {
    final List<String> acknowledged = new CopyOnWriteArrayList<>();
    final BlockingQueue<ConsumerRecord<byte[], byte[]>> waiting = new LinkedBlockingQueue<>();
    volatile Function<AcknowledgeType, KafkaException> broker = type -> null;
    volatile boolean closed;
    volatile int lockMillis = 30_000;
    volatile RuntimeException nextPoll;

    private final Map<Long, ConsumerRecord<byte[], byte[]>> out = new HashMap<>();
    private final Map<Long, AcknowledgeType> pending = new HashMap<>();
    private final List<ConsumerRecord<byte[], byte[]>> renewed = new ArrayList<>();

    static ConsumerRecord<byte[], byte[]> record(long offset) {
        return new ConsumerRecord<>("ordo.work.prune", 0, offset, null, new byte[] {(byte) offset});
    }

    // Not synchronized as the mock's methods are, so that a test may look on while the worker waits.
    @Override
    public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
        RuntimeException failure = nextPoll;
        if (failure != null) {
            nextPoll = null;
            throw failure;
        }
        if (!out.isEmpty()) {
            throw new IllegalStateException("all records must be acknowledged before polling");
        }
        if (!renewed.isEmpty()) {
            return take(renewed.remove(0));
        }
        try {
            ConsumerRecord<byte[], byte[]> next = waiting.poll(timeout.toMillis(), TimeUnit.MILLISECONDS);
            return next == null ? ConsumerRecords.empty() : take(next);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private ConsumerRecords<byte[], byte[]> take(ConsumerRecord<byte[], byte[]> record) {
        out.put(record.offset(), record);
        return new ConsumerRecords<>(
                Map.of(new TopicPartition(record.topic(), record.partition()), List.of(record)), Map.of());
    }

    @Override
    public void acknowledge(ConsumerRecord<byte[], byte[]> record, AcknowledgeType type) {
        if (!out.containsKey(record.offset())) {
            throw new IllegalStateException("The record cannot be acknowledged.");
        }
        pending.put(record.offset(), type);
    }

    @Override
    public Map<TopicIdPartition, Optional<KafkaException>> commitSync(Duration timeout) {
        Map<TopicIdPartition, Optional<KafkaException>> results = new HashMap<>();
        pending.forEach((offset, type) -> {
            ConsumerRecord<byte[], byte[]> record = out.remove(offset);
            KafkaException refusal = broker.apply(type);
            acknowledged.add(type.name() + "@" + offset + (refusal == null ? "" : " refused"));
            if (type == AcknowledgeType.RENEW && refusal == null) {
                renewed.add(record);
            }
            results.put(
                    new TopicIdPartition(Uuid.ONE_UUID, record.partition(), record.topic()),
                    Optional.ofNullable(refusal));
        });
        pending.clear();
        return results;
    }

    @Override
    public Optional<Integer> acquisitionLockTimeoutMs() {
        return Optional.of(lockMillis);
    }

    @Override
    public void close() {
        closed = true;
    }
}
