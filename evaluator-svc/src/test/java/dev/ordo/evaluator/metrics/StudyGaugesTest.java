package dev.ordo.evaluator.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ordo.events.recipe.Arm;
import dev.ordo.events.study.StudyRow;
import dev.ordo.events.study.StudyState;
import dev.ordo.events.study.StudyStatus;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.NamingConvention;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class StudyGaugesTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @Test
    void publishesTheFourFiguresOfARowWithTheirLabels() {
        gauges(50).publish(study("demo", 0, row("P-KD", 12.5)));

        assertThat(registry.getMeters().stream().map(StudyGaugesTest::sample))
                .containsExactlyInAnyOrder(
                        "ordo_evaluation_perplexity arm=requantize dataset=novel ordering=P-KD seed=1 study=demo 12.5",
                        "ordo_evaluation_kl_to_baseline_nats arm=requantize dataset=novel ordering=P-KD seed=1 study=demo"
                                + " 0.25",
                        "ordo_checkpoint_bytes arm=requantize ordering=P-KD seed=1 study=demo 1000.0",
                        "ordo_compression_ratio arm=requantize ordering=P-KD seed=1 study=demo 2.0");
    }

    @Test
    void publishesNothingOfARowThatHasNoResultYet() {
        gauges(50).publish(study("demo", 0, waiting("P-KD")));

        assertThat(registry.getMeters()).isEmpty();
    }

    @Test
    void replacesFiguresThatChanged() {
        StudyGauges gauges = gauges(50);

        gauges.publish(study("demo", 0, row("P", 9)));
        gauges.publish(study("demo", 0, row("P", 8)));

        assertThat(perplexity("demo")).isEqualTo(8);
        assertThat(registry.getMeters()).hasSize(4);
    }

    @Test
    void withdrawsFiguresThatAreGone() {
        StudyGauges gauges = gauges(50);

        gauges.publish(study("demo", 0, row("P", 9)));
        gauges.publish(study("demo", 0, waiting("P")));

        assertThat(registry.getMeters()).isEmpty();
    }

    @Test
    void dropsTheStudyRequestedLongestAgoWhenThereAreTooMany() {
        StudyGauges gauges = gauges(2);

        gauges.publish(study("second", 20, row("P", 2)));
        gauges.publish(study("first", 10, row("P", 1)));
        gauges.publish(study("third", 30, row("P", 3)));

        assertThat(registry.find("ordo.evaluation.perplexity")
                        .tag("study", "first")
                        .gauge())
                .isNull();
        assertThat(perplexity("second")).isEqualTo(2);
        assertThat(perplexity("third")).isEqualTo(3);
    }

    @Test
    void neverPublishesAStudyOlderThanAllThatItKeeps() {
        StudyGauges gauges = gauges(1);

        gauges.publish(study("new", 20, row("P", 2)));
        gauges.publish(study("old", 10, row("P", 1)));

        assertThat(registry.find("ordo.evaluation.perplexity").gauges()).hasSize(1);
        assertThat(perplexity("new")).isEqualTo(2);
    }

    @Test
    void withdrawsAStudyThatIsForgotten() {
        StudyGauges gauges = gauges(50);
        gauges.publish(study("demo", 0, row("P", 9)));

        gauges.drop("demo");

        assertThat(registry.getMeters()).isEmpty();
    }

    @Test
    void forgetsWithoutComplaintAStudyItNeverSaw() {
        gauges(50).drop("unheard-of");

        assertThat(registry.getMeters()).isEmpty();
    }

    @Test
    void refusesALimitThatWouldPublishNothing() {
        assertThatThrownBy(() -> gauges(0)).hasMessageContaining("must be at least 1, was 0");
    }

    /** A gauge as Prometheus spells it, but for brackets and quotes. */
    private static String sample(Meter meter) {
        String labels = meter.getId().getTags().stream()
                .map(tag -> tag.getKey() + "=" + tag.getValue())
                .collect(Collectors.joining(" "));
        String name = meter.getId().getConventionName(NamingConvention.snakeCase);
        return name + " " + labels + " " + ((Gauge) meter).value();
    }

    private StudyGauges gauges(int limit) {
        return new StudyGauges(registry, limit);
    }

    private double perplexity(String study) {
        return registry.get("ordo.evaluation.perplexity")
                .tag("study", study)
                .gauge()
                .value();
    }

    private static StudyStatus study(String id, long second, StudyRow row) {
        return new StudyStatus(
                id,
                null,
                StudyState.RUNNING,
                List.of(),
                Instant.ofEpochSecond(second),
                null,
                null,
                List.of(row),
                List.of(),
                null,
                null,
                null);
    }

    private static StudyRow row(String ordering, double perplexity) {
        return new StudyRow(
                ordering,
                Arm.REQUANTIZE,
                1L,
                "done",
                null,
                null,
                null,
                1000L,
                2.0,
                0.0,
                Map.of("novel", perplexity),
                null,
                Map.of("novel", 0.25),
                null,
                null,
                null,
                1.0);
    }

    private static StudyRow waiting(String ordering) {
        return new StudyRow(
                ordering,
                Arm.REQUANTIZE,
                1L,
                "waiting",
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }
}
