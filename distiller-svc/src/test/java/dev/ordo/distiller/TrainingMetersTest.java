package dev.ordo.distiller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ordo.distiller.algorithm.HeldOutScore;
import dev.ordo.stage.metrics.MetricsPage;
import io.micrometer.prometheus.PrometheusConfig;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class TrainingMetersTest {
    private final PrometheusMeterRegistry prometheus = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final TrainingMeters meters = new TrainingMeters(prometheus);

    @Test
    void areTheMetersThatTheDocumentsDescribe() {
        try (TrainingMeters.Watch watch = meters.watch()) {
            watch.measured(new HeldOutScore(4, new TreeMap<>(Map.of("novel", 9.0))));

            assertThat(MetricsPage.published(prometheus.scrape())).isEqualTo(MetricsPage.documented("training"));
        }
    }

    @Test
    void showTheLastMeasurementOfEachSet() {
        try (TrainingMeters.Watch watch = meters.watch()) {
            watch.measured(new HeldOutScore(4, new TreeMap<>(Map.of("novel", 9.0, "law", 7.0))));
            watch.measured(new HeldOutScore(8, new TreeMap<>(Map.of("novel", 8.0, "law", 6.5))));

            assertThat(prometheus.scrape())
                    .contains("ordo_training_perplexity{dataset=\"novel\",} 8.0")
                    .contains("ordo_training_perplexity{dataset=\"law\",} 6.5");
        }
        assertThat(prometheus.scrape()).doesNotContain("ordo_training_perplexity{");
    }
}
