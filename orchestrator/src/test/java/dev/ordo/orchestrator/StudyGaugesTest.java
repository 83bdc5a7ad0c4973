package dev.ordo.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ordo.events.study.StudyState;
import dev.ordo.events.study.StudyStatus;
import dev.ordo.orchestrator.rest.StatusesNotReadyException;
import dev.ordo.orchestrator.rest.StudyStatuses;
import dev.ordo.orchestrator.topology.WorkMeters;
import dev.ordo.stage.metrics.MetricsPage;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheus.PrometheusConfig;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StudyGaugesTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final List<StudyStatus> studies = new ArrayList<>();
    private boolean ready = true;
    private int readings;

    @Test
    void countsStudiesByTheirStateInOneReading() {
        studies.add(study("one", StudyState.RUNNING));
        studies.add(study("two", StudyState.RUNNING));
        studies.add(study("three", StudyState.PARTIAL));

        register(registry);

        assertThat(studies("running")).isEqualTo(2);
        assertThat(studies("partial")).isEqualTo(1);
        assertThat(studies("failed")).isZero();
        assertThat(readings).isEqualTo(1);
    }

    @Test
    void isNotANumberWhileThatIsNotKnown() {
        ready = false;

        register(registry);

        assertThat(studies("running")).isNaN();
    }

    @Test
    void areTheMetersThatTheDocumentsDescribe() {
        var prometheus = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        register(prometheus);
        new WorkMeters(prometheus);

        assertThat(MetricsPage.published(prometheus.scrape())).isEqualTo(MetricsPage.documented("orchestrator"));
    }

    private double studies(String state) {
        return registry.get("ordo.studies").tag("state", state).gauge().value();
    }

    private void register(MeterRegistry meters) {
        new StudyGauges(new Known(), meters).register(null);
    }

    private static StudyStatus study(String id, StudyState state) {
        return new StudyStatus(
                id, null, state, List.of(), Instant.EPOCH, null, null, List.of(), List.of(), null, null, null);
    }

    private final class Known implements StudyStatuses {
        @Override
        public Optional<StudyStatus> find(String studyId) {
            return Optional.empty();
        }

        @Override
        public List<StudyStatus> all() {
            readings++;
            if (!ready) {
                throw new StatusesNotReadyException(new IllegalStateException("restoring"));
            }
            return studies;
        }
    }
}
