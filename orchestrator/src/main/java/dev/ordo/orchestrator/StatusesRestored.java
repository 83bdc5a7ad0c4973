package dev.ordo.orchestrator;

import jakarta.enterprise.inject.Default;
import jakarta.inject.Singleton;
import org.apache.kafka.streams.KafkaStreams;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Whether this replica has read all statuses once. Kafka Streams lets the global store be asked while it is still being
 * filled, but runs for the first time only when it is full; later rebalances take nothing from it.
 */
@Readiness
@Default
@Singleton
class StatusesRestored implements KafkaStreams.StateListener, HealthCheck {
    private volatile boolean restored;

    @Override
    public void onChange(KafkaStreams.State now, KafkaStreams.State before) {
        restored |= now == KafkaStreams.State.RUNNING;
    }

    boolean restored() {
        return restored;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("knows all studies").status(restored).build();
    }
}
