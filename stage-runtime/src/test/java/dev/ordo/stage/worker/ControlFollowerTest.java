package dev.ordo.stage.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ordo.events.Topics;
import dev.ordo.events.stage.CancelStage;
import dev.ordo.events.stage.Execution;
import dev.ordo.stage.messaging.EventCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ControlFollowerTest {
    private static final TopicPartition PARTITION = new TopicPartition(Topics.CONTROL, 0);

    private final MockConsumer<byte[], byte[]> kafka = new MockConsumer<>("earliest");
    private final UnwantedWork unwanted = new UnwantedWork();
    private final AtomicInteger opened = new AtomicInteger();
    private int failures;
    private final ControlFollower follower = new ControlFollower(this::open, unwanted, Duration.ofMillis(10));
    private final Thread thread = new Thread(follower, "test-control");

    @AfterEach
    void stop() throws InterruptedException {
        follower.stop();
        thread.join(5000);
        assertThat(thread.isAlive()).isFalse();
    }

    @Test
    void hasReadAllThatStoodThereBeforeItSaysSo() throws InterruptedException {
        topic(2);
        kafka.schedulePollTask(() -> kafka.addRecord(record(0, encoded(new CancelStage(Samples.KEY, 1)))));
        kafka.schedulePollTask(() -> kafka.addRecord(record(1, encoded(new CancelStage(Samples.KEY, 2)))));

        thread.start();
        follower.awaitCaughtUp();

        assertThat(isUnwanted(2)).isTrue();
        assertThat(isUnwanted(3)).isFalse();
    }

    @Test
    void stopsRunningWorkWhenWordComesLater() throws InterruptedException {
        topic(0);
        thread.start();
        follower.awaitCaughtUp();
        Cancellation running = new Cancellation();
        try (var watch = unwanted.watch(execution(1), running)) {
            kafka.schedulePollTask(() -> kafka.addRecord(record(0, encoded(new CancelStage(Samples.KEY, 1)))));
            await(running::isCancelled);
        }
        assertThat(running.reason()).contains(StopReason.UNWANTED);
    }

    @Test
    void passesOverWhatIsNoCommandAndGoesOn() throws InterruptedException {
        topic(3);
        kafka.schedulePollTask(() -> {
            kafka.addRecord(record(0, "nonsense".getBytes(StandardCharsets.UTF_8)));
            kafka.addRecord(record(1, null));
            kafka.addRecord(record(2, encoded(new CancelStage(Samples.KEY, 5))));
        });

        thread.start();
        follower.awaitCaughtUp();

        assertThat(isUnwanted(5)).isTrue();
    }

    @Test
    void opensAnotherConsumerWhenOneFails() throws InterruptedException {
        failures = 2;
        topic(0);

        thread.start();
        follower.awaitCaughtUp();

        assertThat(opened).hasValue(3);
    }

    @Test
    void readsWithoutAGroupFromTheBeginningWhatIsCommitted() {
        assertThat(ControlConsumers.properties("broker:9092", "worker-1"))
                .containsEntry("isolation.level", "read_committed")
                .containsEntry("auto.offset.reset", "earliest")
                .doesNotContainKey("group.id");
    }

    private MockConsumer<byte[], byte[]> open() {
        if (opened.incrementAndGet() <= failures) {
            throw new KafkaException("away");
        }
        return kafka;
    }

    private void topic(long end) {
        kafka.updatePartitions(Topics.CONTROL, List.of(new PartitionInfo(Topics.CONTROL, 0, null, null, null)));
        kafka.updateBeginningOffsets(Map.of(PARTITION, 0L));
        kafka.updateEndOffsets(Map.of(PARTITION, end));
    }

    private boolean isUnwanted(int attempt) {
        Cancellation cancellation = new Cancellation();
        unwanted.watch(execution(attempt), cancellation).close();
        return cancellation.isCancelled();
    }

    private static Execution execution(int attempt) {
        return new Execution(Samples.KEY, attempt, "e" + attempt, "worker-1");
    }

    private static byte[] encoded(CancelStage command) {
        return EventCodec.encode("/test", Samples.KEY, command);
    }

    private static ConsumerRecord<byte[], byte[]> record(long offset, byte[] value) {
        return new ConsumerRecord<>(Topics.CONTROL, 0, offset, null, value);
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited too long").isLessThan(limit);
            Thread.sleep(5);
        }
    }
}
