package dev.ordo.stage.worker;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes one record after another from a share group and keeps its lock while it is worked on. A lock that is refused
 * means that another worker has the record: the work is dropped. {@link #run} and everything it calls stay on one thread.
 */
public final class WorkConsumer implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(WorkConsumer.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration TICK = Duration.ofMillis(100);

    private final Supplier<ShareConsumer<byte[], byte[]>> consumers;
    private final RecordHandler handler;
    private final WorkConsumerSettings settings;
    private final InstantSource clock;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private volatile boolean connected;
    private volatile RunningJob stubborn;
    private Instant idleSince;

    /** @param consumers opens a consumer; asked again after one has failed */
    public WorkConsumer(
            Supplier<ShareConsumer<byte[], byte[]>> consumers,
            RecordHandler handler,
            WorkConsumerSettings settings,
            InstantSource clock) {
        this.consumers = consumers;
        this.handler = handler;
        this.settings = settings;
        this.clock = clock;
    }

    /** Takes work until {@link #stop}. */
    @Override
    public void run() {
        idleSince = clock.instant();
        while (!isStopping()) {
            try (ShareConsumer<byte[], byte[]> consumer = consumers.get()) {
                consumer.subscribe(List.of(settings.topic()));
                consume(consumer);
            } catch (RuntimeException e) {
                LOG.error("the consumer of {} failed and is opened again", settings.topic(), e);
                pause();
            } finally {
                connected = false;
            }
        }
    }

    /** Takes no more work and has what is running handed over. Returns at once; {@link #run} ends soon after. */
    public void stop() {
        stopping.countDown();
    }

    /** Whether this worker is in its share group and not stopping. */
    public boolean isTaking() {
        return connected && !isStopping();
    }

    /**
     * Takes work until this is stopped, or until the broker has not confirmed an acknowledgement: the consumer then keeps the
     * record as its own for ever and polls without a pause, so it is not to be used any further.
     */
    private void consume(ShareConsumer<byte[], byte[]> consumer) {
        Lease.State last = Lease.State.HELD;
        while (!isStopping() && last != Lease.State.UNCERTAIN) {
            var records = consumer.poll(POLL);
            connected = true;
            for (ConsumerRecord<byte[], byte[]> each : records) {
                last = work(consumer, each);
                idleSince = clock.instant();
            }
        }
    }

    private Lease.State work(ShareConsumer<byte[], byte[]> consumer, ConsumerRecord<byte[], byte[]> record) {
        Instant idle = idleSince;
        Duration interval = settings.renewAfter(
                consumer.acquisitionLockTimeoutMs().map(Duration::ofMillis).orElse(settings.lock()));
        Lease lease = new Lease(consumer, record, interval);
        RunningJob job = RunningJob.start(cancellation -> handler.handle(record, idle, cancellation));
        return lease.end(isStopping() ? stop(job) : await(job, lease, interval));
    }

    private Disposition await(RunningJob job, Lease lease, Duration interval) {
        long renewal = System.nanoTime() + interval.toNanos();
        Optional<Disposition> end = job.await(shorter(TICK, interval));
        while (end.isEmpty()) {
            if (isStopping()) {
                return stop(job);
            }
            if (System.nanoTime() >= renewal) {
                if (lease.renew() == Lease.State.LOST) {
                    job.stop(StopReason.LEASE_LOST);
                }
                renewal = System.nanoTime() + interval.toNanos();
            }
            end = job.await(shorter(TICK, interval));
        }
        return end.get();
    }

    private Disposition stop(RunningJob job) {
        job.stop(StopReason.HAND_OVER);
        Optional<Disposition> end = job.await(settings.grace());
        if (end.isEmpty()) {
            // Its record goes to somebody else now, so it must say nothing of it any more.
            job.stop(StopReason.LEASE_LOST);
            stubborn = job;
        }
        return end.orElse(Disposition.RELEASE);
    }

    /**
     * Waits for work that was given back while it could not be stopped: a native step knows no cancelling, and does not
     * survive the end of its process. For use after {@link #run}.
     *
     * @return whether nothing runs any more
     */
    public boolean awaitStubborn(Duration limit) {
        RunningJob last = stubborn;
        return last == null || last.await(limit).isPresent();
    }

    private boolean isStopping() {
        return stopping.getCount() == 0;
    }

    private void pause() {
        try {
            stopping.await(settings.backOff().toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stop();
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
