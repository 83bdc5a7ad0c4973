package dev.ordo.stage.quarkus;

import dev.ordo.artifacts.ArtifactCache;
import dev.ordo.artifacts.s3.ConditionalWriteProbe;
import dev.ordo.artifacts.s3.S3ObjectStore;
import dev.ordo.events.error.RetryableException;
import dev.ordo.stage.worker.Artifacts;
import dev.ordo.stage.worker.ComputePermit;
import dev.ordo.stage.worker.ControlConsumers;
import dev.ordo.stage.worker.ControlFollower;
import dev.ordo.stage.worker.Job;
import dev.ordo.stage.worker.LocalMachine;
import dev.ordo.stage.worker.Outbox;
import dev.ordo.stage.worker.Preflight;
import dev.ordo.stage.worker.PreflightSettings;
import dev.ordo.stage.worker.ShareConsumers;
import dev.ordo.stage.worker.StoreArtifacts;
import dev.ordo.stage.worker.UnwantedWork;
import dev.ordo.stage.worker.WorkConsumer;
import dev.ordo.stage.worker.WorkConsumerSettings;
import dev.ordo.stage.worker.WorkDirectories;
import dev.ordo.stage.worker.WorkExecution;
import dev.ordo.stage.worker.WorkRecords;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.LongConsumer;
import org.jboss.logging.Logger;

/** One worker, put together from its settings: everything between the job and the broker. */
final class Worker implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Worker.class);
    /** A process that ends within PyTorch's code crashes; the platform may well end it sooner than this, without a crash. */
    private static final Duration LAST_STEP = Duration.ofMinutes(2);

    private final S3ObjectStore store;
    private final WorkDirectories directories;
    private final ControlFollower control;
    private final WorkConsumer consumer;
    private final Thread controlThread;
    private final Thread thread;
    private final Duration patience;

    Worker(
            Function<Artifacts, Job> makeJob,
            OrdoConfig config,
            Outbox outbox,
            MeterRegistry registry,
            String bootstrapServers,
            String name) {
        store = new S3ObjectStore(StoreAccess.of(config.s3()));
        probe(config.worker().probeWriters());
        directories = new WorkDirectories(config.scratch());
        Job job = makeJob.apply(artifacts(config, registry));
        var metrics = new MicrometerWorkMetrics(registry, job);
        var permit = new ComputePermit(config.computePermit());
        var executions =
                new WorkExecution(job, outbox, preflight(config), permit, directories, metrics, Clock.systemUTC());
        var settings = new WorkConsumerSettings(
                job.workTopic(),
                config.worker().lock(),
                config.worker().grace(),
                config.worker().backOff());
        var unwanted = new UnwantedWork();
        control = new ControlFollower(
                () -> ControlConsumers.open(bootstrapServers, name),
                unwanted,
                config.worker().backOff());
        consumer = new WorkConsumer(
                () -> ShareConsumers.open(bootstrapServers, job.workTopic(), name),
                new WorkRecords(job, executions, outbox, metrics, unwanted, name),
                settings,
                Clock.systemUTC());
        controlThread = new Thread(control, "ordo-control-follower");
        controlThread.setDaemon(true);
        thread = new Thread(this::takeWork, "ordo-work-consumer");
        patience = config.worker().grace().plusSeconds(5);
        LOG.infof("%s takes work from %s", name, job.workTopic());
    }

    void start() {
        controlThread.start();
        thread.start();
    }

    /** No work is taken before it is known what has been cancelled. */
    private void takeWork() {
        try {
            control.awaitCaughtUp();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        consumer.run();
    }

    boolean isTaking() {
        return consumer.isTaking();
    }

    boolean isAlive() {
        return thread.isAlive();
    }

    @Override
    public void close() {
        consumer.stop();
        control.stop();
        try {
            thread.join(patience.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (consumer.awaitStubborn(LAST_STEP)) {
            directories.close();
        } else {
            LOG.warnf("work is still running after %s; its files stay until the next start", LAST_STEP);
        }
        store.close();
    }

    private Artifacts artifacts(OrdoConfig config, MeterRegistry registry) {
        var cache = new ArtifactCache(
                store,
                config.scratch().resolve("cache"),
                config.cache().maxSize().asLongValue());
        return new StoreArtifacts(
                store,
                cache,
                LocalMachine.describe(),
                config.worker().storePatience(),
                transferred(registry, "fetched"),
                transferred(registry, "uploaded"));
    }

    static LongConsumer transferred(MeterRegistry registry, String direction) {
        return Counter.builder("ordo.transfer.bytes")
                .description("Bytes of files that travelled between this worker and the store")
                .tag("direction", direction)
                .register(registry)::increment;
    }

    private static Preflight preflight(OrdoConfig config) {
        var settings = new PreflightSettings(
                config.preflight().memoryReserve().asLongValue(),
                config.preflight().diskReserve().asLongValue(),
                config.preflight().refuse());
        return Preflight.here(settings, config.scratch());
    }

    /** A store that breaks the promise is refused; one that is away may come back, and is used then. */
    private void probe(int writers) {
        try {
            store.createBucketIfMissing();
            new ConditionalWriteProbe(store, writers).check();
        } catch (RetryableException e) {
            LOG.warnf("the store could not be probed: %s", e.getMessage());
        }
    }
}
