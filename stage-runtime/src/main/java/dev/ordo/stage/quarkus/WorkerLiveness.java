package dev.ordo.stage.quarkus;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** Alive is a worker whose consumer's thread runs; however long a job takes, that thread goes on. */
@Liveness
@ApplicationScoped
class WorkerLiveness implements HealthCheck {
    private final WorkerLifecycle lifecycle;

    WorkerLiveness(WorkerLifecycle lifecycle) {
        this.lifecycle = lifecycle;
    }

    @Override
    public HealthCheckResponse call() {
        boolean alive = lifecycle.worker().map(Worker::isAlive).orElse(true);
        return HealthCheckResponse.named("consumer's thread").status(alive).build();
    }
}
