package dev.ordo.stage.quarkus;

import dev.ordo.stage.EvaluationTask;
import dev.ordo.stage.StageTask;
import dev.ordo.stage.worker.Artifacts;
import dev.ordo.stage.worker.EvaluationJob;
import dev.ordo.stage.worker.Job;
import dev.ordo.stage.worker.Outbox;
import dev.ordo.stage.worker.StageJob;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import java.util.Optional;
import java.util.function.Function;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Starts a worker for whichever task the service brings, and stops it. */
@ApplicationScoped
class WorkerLifecycle {
    private final Instance<StageTask> stageTask;
    private final Instance<EvaluationTask> evaluationTask;
    private final OrdoConfig config;
    private final Outbox outbox;
    private final MeterRegistry registry;
    private final String bootstrapServers;
    private final String service;
    private volatile Optional<Worker> worker = Optional.empty();

    WorkerLifecycle(
            Instance<StageTask> stageTask,
            Instance<EvaluationTask> evaluationTask,
            OrdoConfig config,
            Outbox outbox,
            MeterRegistry registry,
            @ConfigProperty(name = "kafka.bootstrap.servers", defaultValue = "localhost:9092") String bootstrapServers,
            @ConfigProperty(name = "quarkus.application.name", defaultValue = "worker") String service) {
        this.stageTask = stageTask;
        this.evaluationTask = evaluationTask;
        this.config = config;
        this.outbox = outbox;
        this.registry = registry;
        this.bootstrapServers = bootstrapServers;
        this.service = service;
    }

    void start(@Observes StartupEvent event) {
        worker = job().map(job -> new Worker(
                job,
                config,
                outbox,
                registry,
                bootstrapServers,
                WorkerName.of(config.worker().name(), service)));
        worker.ifPresent(Worker::start);
    }

    void stop(@Observes ShutdownEvent event) {
        worker.ifPresent(Worker::close);
    }

    /** Whether there is a worker's task in this service at all. */
    Optional<Worker> worker() {
        return worker;
    }

    private Optional<Function<Artifacts, Job>> job() {
        if (stageTask.isResolvable()) {
            StageTask task = stageTask.get();
            return Optional.of(
                    artifacts -> new StageJob(task, artifacts, config.worker().resumeInterval()));
        }
        if (evaluationTask.isResolvable()) {
            EvaluationTask task = evaluationTask.get();
            return Optional.of(artifacts -> new EvaluationJob(task, artifacts));
        }
        return Optional.empty();
    }
}
