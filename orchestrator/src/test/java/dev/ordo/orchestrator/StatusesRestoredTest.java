package dev.ordo.orchestrator;

import static org.apache.kafka.streams.KafkaStreams.State.CREATED;
import static org.apache.kafka.streams.KafkaStreams.State.REBALANCING;
import static org.apache.kafka.streams.KafkaStreams.State.RUNNING;
import static org.assertj.core.api.Assertions.assertThat;

import org.eclipse.microprofile.health.HealthCheckResponse;
import org.junit.jupiter.api.Test;

class StatusesRestoredTest {
    private final StatusesRestored restored = new StatusesRestored();

    @Test
    void aReplicaIsReadyOnceItHasRunAndStaysSoWhilePartitionsMove() {
        assertThat(status()).isEqualTo(HealthCheckResponse.Status.DOWN);

        restored.onChange(REBALANCING, CREATED);
        assertThat(status()).isEqualTo(HealthCheckResponse.Status.DOWN);

        restored.onChange(RUNNING, REBALANCING);
        assertThat(status()).isEqualTo(HealthCheckResponse.Status.UP);

        restored.onChange(REBALANCING, RUNNING);
        assertThat(status()).isEqualTo(HealthCheckResponse.Status.UP);
    }

    private HealthCheckResponse.Status status() {
        return restored.call().getStatus();
    }
}
