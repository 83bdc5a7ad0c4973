package dev.ordo.stage.worker;

import dev.ordo.events.Topics;
import dev.ordo.events.stage.CancelStage;
import dev.ordo.stage.messaging.EventCodec;
import dev.ordo.stage.messaging.MalformedEventException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the whole of {@code ordo.control} at the start, and then what is added to it. No group takes part: every worker
 * reads every record. {@link #run} stays on one thread.
 */
public final class ControlFollower implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(ControlFollower.class);
    private static final Duration POLL = Duration.ofSeconds(1);

    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final UnwantedWork unwanted;
    private final Duration backOff;
    private final CountDownLatch caughtUp = new CountDownLatch(1);
    private final CountDownLatch stopping = new CountDownLatch(1);

    /**
     * @param consumers opens a consumer; asked again after one has failed
     * @param backOff pause before that
     */
    public ControlFollower(Supplier<Consumer<byte[], byte[]>> consumers, UnwantedWork unwanted, Duration backOff) {
        this.consumers = consumers;
        this.unwanted = unwanted;
        this.backOff = backOff;
    }

    @Override
    public void run() {
        while (!isStopping()) {
            try (Consumer<byte[], byte[]> consumer = consumers.get()) {
                follow(consumer);
            } catch (RuntimeException e) {
                LOG.warn("{} cannot be followed for now: {}", Topics.CONTROL, e.toString());
                pause();
            }
        }
        caughtUp.countDown();
    }

    /** Returns when everything that stood in the topic at the start has been read, or when this is stopped. */
    public void awaitCaughtUp() throws InterruptedException {
        caughtUp.await();
    }

    /** Returns at once; {@link #run} ends soon after. */
    public void stop() {
        stopping.countDown();
    }

    private void follow(Consumer<byte[], byte[]> consumer) {
        List<TopicPartition> partitions = partitions(consumer);
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        while (!isStopping() && isBehind(consumer, ends)) {
            consumer.poll(POLL).forEach(this::read);
        }
        caughtUp.countDown();
        while (!isStopping()) {
            consumer.poll(POLL).forEach(this::read);
        }
    }

    private static boolean isBehind(Consumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue());
    }

    private static List<TopicPartition> partitions(Consumer<byte[], byte[]> consumer) {
        List<PartitionInfo> found = consumer.partitionsFor(Topics.CONTROL);
        if (found == null || found.isEmpty()) {
            throw new KafkaException("the broker has no topic " + Topics.CONTROL);
        }
        return found.stream()
                .map(each -> new TopicPartition(each.topic(), each.partition()))
                .toList();
    }

    private void read(ConsumerRecord<byte[], byte[]> record) {
        if (record.value() == null) {
            return;
        }
        try {
            unwanted.add(EventCodec.decode(record.headers(), record.value()).as(CancelStage.class));
        } catch (MalformedEventException e) {
            LOG.warn("passing over {}-{}@{}: {}", record.topic(), record.partition(), record.offset(), e.getMessage());
        }
    }

    private boolean isStopping() {
        return stopping.getCount() == 0;
    }

    private void pause() {
        try {
            stopping.await(backOff.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stop();
        }
    }
}
