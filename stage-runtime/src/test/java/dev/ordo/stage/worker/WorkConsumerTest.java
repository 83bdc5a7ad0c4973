package dev.ordo.stage.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.InvalidRecordStateException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WorkConsumerTest {
    private static final WorkConsumerSettings SETTINGS = new WorkConsumerSettings(
            "ordo.work.prune", Duration.ofSeconds(30), Duration.ofSeconds(1), Duration.ofMillis(20));

    private final ScriptedShareConsumer kafka = new ScriptedShareConsumer();
    private final AtomicInteger opened = new AtomicInteger();
    private WorkConsumer consumer;
    private Thread thread;

    @AfterEach
    void stop() throws InterruptedException {
        consumer.stop();
        thread.join(10_000);
        assertThat(thread.isAlive()).isFalse();
        assertThat(kafka.closed).isTrue();
    }

    @Test
    void acceptsOneRecordAfterAnother() {
        List<Long> handled = new CopyOnWriteArrayList<>();
        start((record, idleSince, cancellation) -> {
            handled.add(record.offset());
            return Disposition.ACCEPT;
        });

        kafka.waiting.add(ScriptedShareConsumer.record(1));
        kafka.waiting.add(ScriptedShareConsumer.record(2));

        await(() -> kafka.acknowledged.size() == 2);
        assertThat(kafka.acknowledged).containsExactly("ACCEPT@1", "ACCEPT@2");
        assertThat(handled).containsExactly(1L, 2L);
    }

    @Test
    void renewsTheLockOfALongJobAndRunsItOnce() {
        kafka.lockMillis = 300;
        AtomicInteger runs = new AtomicInteger();
        CountDownLatch end = new CountDownLatch(1);
        start((record, idleSince, cancellation) -> {
            runs.incrementAndGet();
            waitFor(end);
            return Disposition.ACCEPT;
        });
        kafka.waiting.add(ScriptedShareConsumer.record(1));
        await(() -> kafka.acknowledged.size() >= 4);

        end.countDown();

        await(() -> kafka.acknowledged.contains("ACCEPT@1"));
        assertThat(kafka.acknowledged.subList(0, 4)).containsOnly("RENEW@1");
        assertThat(runs).hasValue(1);
    }

    @Test
    void renewsNoMoreOftenThanThreeTimesWithinALock() {
        CountDownLatch end = new CountDownLatch(1);
        kafka.lockMillis = 1500;
        Instant start = Instant.now();
        start((record, idleSince, cancellation) -> {
            waitFor(end);
            return Disposition.ACCEPT;
        });
        kafka.waiting.add(ScriptedShareConsumer.record(1));

        await(() -> kafka.acknowledged.size() >= 2);

        assertThat(Duration.between(start, Instant.now())).isGreaterThanOrEqualTo(Duration.ofMillis(1000));
        end.countDown();
    }

    @Test
    void dropsTheWorkWhenTheBrokerRefusesTheLock() {
        kafka.lockMillis = 300;
        CountDownLatch dropped = new CountDownLatch(1);
        kafka.broker = type -> type == AcknowledgeType.RENEW ? new InvalidRecordStateException("taken") : null;
        start((record, idleSince, cancellation) -> {
            if (record.offset() == 2) {
                return Disposition.ACCEPT;
            }
            while (!cancellation.isCancelled()) {
                pause();
            }
            dropped.countDown();
            return Disposition.ACCEPT;
        });
        kafka.waiting.add(ScriptedShareConsumer.record(1));
        waitFor(dropped);

        kafka.waiting.add(ScriptedShareConsumer.record(2));

        await(() -> kafka.acknowledged.contains("ACCEPT@2"));
        assertThat(kafka.acknowledged).containsExactly("RENEW@1 refused", "ACCEPT@2");
    }

    @Test
    void letsTheWorkGoOnWhenTheBrokerIsOnlyAway() {
        kafka.lockMillis = 300;
        AtomicInteger cancelled = new AtomicInteger();
        CountDownLatch end = new CountDownLatch(1);
        kafka.broker = type -> type == AcknowledgeType.RENEW ? new DisconnectException("away") : null;
        start((record, idleSince, cancellation) -> {
            waitFor(end);
            cancelled.addAndGet(cancellation.isCancelled() ? 1 : 0);
            return Disposition.ACCEPT;
        });
        kafka.waiting.add(ScriptedShareConsumer.record(1));
        await(() -> !kafka.acknowledged.isEmpty());
        kafka.broker = type -> null;
        kafka.waiting.add(ScriptedShareConsumer.record(2));

        end.countDown();

        await(() -> kafka.acknowledged.contains("ACCEPT@2"));
        assertThat(kafka.acknowledged).containsExactly("RENEW@1 refused", "ACCEPT@2");
        assertThat(cancelled).hasValue(0);
        assertThat(opened)
                .as("the consumer that is uncertain of its lease is not used again")
                .hasValue(2);
    }

    @Test
    void goesOnAfterAnAcceptanceThatCameTooLate() {
        kafka.broker = type -> new InvalidRecordStateException("taken");
        start((record, idleSince, cancellation) -> Disposition.ACCEPT);
        kafka.waiting.add(ScriptedShareConsumer.record(1));
        kafka.waiting.add(ScriptedShareConsumer.record(2));

        await(() -> kafka.acknowledged.size() == 2);

        assertThat(kafka.acknowledged).containsExactly("ACCEPT@1 refused", "ACCEPT@2 refused");
        assertThat(opened).hasValue(1);
    }

    @Test
    void givesRunningWorkBackWhenItIsStopped() {
        CountDownLatch running = new CountDownLatch(1);
        start((record, idleSince, cancellation) -> {
            running.countDown();
            while (!cancellation.isCancelled()) {
                pause();
            }
            return Disposition.RELEASE;
        });
        kafka.waiting.add(ScriptedShareConsumer.record(1));
        kafka.waiting.add(ScriptedShareConsumer.record(2));
        waitFor(running);

        consumer.stop();

        await(() -> !thread.isAlive());
        assertThat(kafka.acknowledged).last().isEqualTo("RELEASE@1");
        assertThat(kafka.waiting).as("takes no more work").hasSize(1);
    }

    @Test
    void givesEvenStubbornWorkBackAfterTheGrace() {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        start((record, idleSince, cancellation) -> {
            running.countDown();
            while (never.getCount() > 0) {
                pause();
            }
            return Disposition.ACCEPT;
        });
        kafka.waiting.add(ScriptedShareConsumer.record(1));
        waitFor(running);

        consumer.stop();

        await(() -> !thread.isAlive());
        assertThat(kafka.acknowledged).last().isEqualTo("RELEASE@1");
        never.countDown();
    }

    @Test
    void waitsForAStubbornStepAndTellsItToSayNothingMore() {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch step = new CountDownLatch(1);
        AtomicReference<StopReason> told = new AtomicReference<>();
        start((record, idleSince, cancellation) -> {
            running.countDown();
            while (step.getCount() > 0) {
                pause();
            }
            told.set(cancellation.reason().orElseThrow());
            return Disposition.RELEASE;
        });
        kafka.waiting.add(ScriptedShareConsumer.record(1));
        waitFor(running);
        consumer.stop();
        await(() -> !thread.isAlive());

        assertThat(consumer.awaitStubborn(Duration.ofMillis(20))).isFalse();
        step.countDown();
        assertThat(consumer.awaitStubborn(Duration.ofSeconds(20))).isTrue();
        assertThat(told).hasValue(StopReason.LEASE_LOST);
    }

    @Test
    void wakesWorkThatWaitsWhenItIsStopped() {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        start((record, idleSince, cancellation) -> {
            running.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.countDown();
            }
            return Disposition.RELEASE;
        });
        kafka.waiting.add(ScriptedShareConsumer.record(1));
        waitFor(running);

        consumer.stop();

        waitFor(interrupted);
    }

    @Test
    void givesARecordBackWhoseHandlingBroke() {
        start((record, idleSince, cancellation) -> {
            throw new AssertionError("handlers should not throw");
        });
        kafka.waiting.add(ScriptedShareConsumer.record(1));

        await(() -> !kafka.acknowledged.isEmpty());

        assertThat(kafka.acknowledged).containsExactly("RELEASE@1");
    }

    @Test
    void opensAnotherConsumerWhenOneFails() {
        kafka.nextPoll = new KafkaException("broken");
        start((record, idleSince, cancellation) -> Disposition.ACCEPT);
        kafka.waiting.add(ScriptedShareConsumer.record(1));

        await(() -> kafka.acknowledged.contains("ACCEPT@1"));

        assertThat(opened).hasValue(2);
    }

    @Test
    void isReadyOnceItPollsAndNoLongerWhenItIsStopped() {
        start((record, idleSince, cancellation) -> Disposition.ACCEPT);
        await(() -> consumer.isTaking());

        consumer.stop();

        assertThat(consumer.isTaking()).isFalse();
    }

    @Test
    void tellsTheHandlerSinceWhenItHadBeenIdle() {
        List<Instant> idle = new CopyOnWriteArrayList<>();
        List<Instant> ends = new CopyOnWriteArrayList<>();
        Instant before = Instant.now();
        start((record, idleSince, cancellation) -> {
            idle.add(idleSince);
            ends.add(Instant.now());
            return Disposition.ACCEPT;
        });
        kafka.waiting.add(ScriptedShareConsumer.record(1));
        kafka.waiting.add(ScriptedShareConsumer.record(2));

        await(() -> kafka.acknowledged.size() == 2);

        assertThat(idle.get(0)).isBetween(before, ends.get(0));
        assertThat(idle.get(1)).isBetween(ends.get(0), ends.get(1));
    }

    private void start(RecordHandler handler) {
        consumer = new WorkConsumer(
                () -> {
                    opened.incrementAndGet();
                    return kafka;
                },
                handler,
                SETTINGS,
                Clock.systemUTC());
        thread = new Thread(consumer, "test-consumer");
        thread.start();
    }

    private static void await(BooleanSupplier condition) {
        long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited too long").isLessThan(limit);
            pause();
        }
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(5);
        } catch (InterruptedException e) {
            Thread.interrupted();
        }
    }
}
