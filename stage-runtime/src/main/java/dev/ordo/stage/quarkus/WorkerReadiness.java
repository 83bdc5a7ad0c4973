package dev.ordo.stage.quarkus;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready is a worker that is in its share group, whether it is idle or busy. */
@Readiness
@ApplicationScoped
class WorkerReadiness implements HealthCheck {
    private final WorkerLifecycle lifecycle;

    WorkerReadiness(WorkerLifecycle lifecycle) {
        this.lifecycle = lifecycle;
    }

    @Override
    public HealthCheckResponse call() {
        boolean ready = lifecycle.worker().map(Worker::isTaking).orElse(true);
        return HealthCheckResponse.named("takes work").status(ready).build();
    }
}
