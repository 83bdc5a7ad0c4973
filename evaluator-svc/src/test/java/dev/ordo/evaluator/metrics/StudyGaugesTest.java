package dev.ordo.evaluator.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ordo.events.judging.JudgedScore;
import dev.ordo.events.recipe.Arm;
import dev.ordo.events.study.Handoff;
import dev.ordo.events.study.StageCounts;
import dev.ordo.events.study.StudyRow;
import dev.ordo.events.study.StudyState;
import dev.ordo.events.study.StudyStatus;
import dev.ordo.stage.metrics.MetricsPage;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.NamingConvention;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheus.PrometheusConfig;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class StudyGaugesTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @Test
    void publishesTheFiguresOfARowWithTheirLabels() {
        gauges(50).publish(study("demo", 0, row("P-KD", 12.5)));

        assertThat(samples().filter(each -> each.contains("arm=")))
                .containsExactlyInAnyOrder(
                        "ordo_evaluation_perplexity arm=requantize dataset=novel ordering=P-KD seed=1 study=demo 12.5",
                        "ordo_evaluation_perplexity_before_requantize"
                                + " arm=requantize dataset=novel ordering=P-KD seed=1 study=demo 11.0",
                        "ordo_evaluation_kl_to_baseline_nats arm=requantize dataset=novel ordering=P-KD seed=1 study=demo"
                                + " 0.25",
                        "ordo_checkpoint_bytes arm=requantize ordering=P-KD seed=1 study=demo 1000.0",
                        "ordo_compression_ratio arm=requantize ordering=P-KD seed=1 study=demo 2.0",
                        "ordo_sparsity_ratio arm=requantize ordering=P-KD seed=1 study=demo 0.5",
                        "ordo_ordering_compute_seconds arm=requantize ordering=P-KD seed=1 study=demo 3.0",
                        "ordo_evaluation_g_eval arm=requantize mode=integer ordering=P-KD seed=1 study=demo 0.7",
                        "ordo_evaluation_prompt_alignment arm=requantize mode=verdicts ordering=P-KD seed=1 study=demo 0.9",
                        "ordo_evaluation_clarity arm=requantize mode=baseline-fluency ordering=P-KD seed=1 study=demo 0.5",
                        "ordo_evaluation_judgements arm=requantize metric=g_eval ordering=P-KD seed=1 study=demo 10.0",
                        "ordo_evaluation_judgements arm=requantize metric=prompt_alignment ordering=P-KD seed=1 study=demo"
                                + " 10.0",
                        "ordo_evaluation_judgements arm=requantize metric=clarity ordering=P-KD seed=1 study=demo 10.0",
                        "ordo_evaluation_judgements_failed arm=requantize metric=g_eval ordering=P-KD seed=1 study=demo"
                                + " 2.0",
                        "ordo_evaluation_judgements_failed arm=requantize metric=prompt_alignment ordering=P-KD seed=1"
                                + " study=demo 1.0",
                        "ordo_evaluation_judgements_failed arm=requantize metric=clarity ordering=P-KD seed=1 study=demo"
                                + " 0.0");
    }

    @Test
    void countsFailedJudgementsEvenWhereNothingCouldBeJudged() {
        gauges(50).publish(study("demo", 0, row("P", 9, new JudgedScore(null, "verdicts", 10, 10))));

        assertThat(registry.find("ordo.evaluation.prompt.alignment").gauge()).isNull();
        assertThat(registry.get("ordo.evaluation.judgements.failed")
                        .tag("metric", "prompt_alignment")
                        .gauge()
                        .value())
                .isEqualTo(10);
    }

    @Test
    void publishesWhatIsKnownOfTheStudyAsAWhole() {
        gauges(50).publish(study("demo", 0, row("P", 9), waiting("KD"), waiting("Q")));

        assertThat(samples().filter(each -> each.startsWith("ordo_study")))
                .containsExactlyInAnyOrder(
                        "ordo_study_rows state=done study=demo 1.0",
                        "ordo_study_rows state=waiting study=demo 2.0",
                        "ordo_study_stages kind=requested study=demo 33.0",
                        "ordo_study_stages kind=distinct study=demo 15.0",
                        "ordo_study_stages kind=computed study=demo 14.0",
                        "ordo_study_stages kind=reused study=demo 1.0",
                        "ordo_study_wall_seconds study=demo 20.0",
                        "ordo_study_compute_seconds study=demo 19.0",
                        "ordo_study_handoff_seconds quantile=0.5 study=demo 0.076",
                        "ordo_study_handoff_seconds quantile=1 study=demo 0.178");
    }

    @Test
    void saysThroughWhichMeasuredOrderingsAnOrderingPasses() {
        gauges(50).publish(study("demo", 0, waiting("baseline"), waiting("P"), waiting("P-KD-Q")));

        assertThat(samples().filter(each -> each.startsWith("ordo_ordering_step")))
                .containsExactlyInAnyOrder(
                        "ordo_ordering_step ordering=P prefix=baseline step=0 study=demo 1.0",
                        "ordo_ordering_step ordering=P prefix=P step=1 study=demo 1.0",
                        "ordo_ordering_step ordering=P-KD-Q prefix=baseline step=0 study=demo 1.0",
                        "ordo_ordering_step ordering=P-KD-Q prefix=P step=1 study=demo 1.0",
                        "ordo_ordering_step ordering=P-KD-Q prefix=P-KD-Q step=3 study=demo 1.0");
    }

    @Test
    void publishesNoResultOfARowThatHasNoneYet() {
        gauges(50).publish(study("demo", 0, waiting("P-KD")));

        assertThat(samples()).noneMatch(each -> each.contains("arm="));
    }

    @Test
    void areTheMetersThatTheDocumentsDescribe() {
        var prometheus = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

        new StudyGauges(prometheus, 50).publish(study("demo", 0, waiting("baseline"), row("P", 9)));

        assertThat(MetricsPage.published(prometheus.scrape())).isEqualTo(MetricsPage.documented("studies"));
    }

    @Test
    void replacesFiguresThatChanged() {
        StudyGauges gauges = gauges(50);

        gauges.publish(study("demo", 0, row("P", 9)));
        gauges.publish(study("demo", 0, row("P", 8)));

        assertThat(perplexity("demo")).isEqualTo(8);
        assertThat(registry.find("ordo.evaluation.perplexity").gauges()).hasSize(1);
    }

    @Test
    void withdrawsFiguresThatAreGone() {
        StudyGauges gauges = gauges(50);

        gauges.publish(study("demo", 0, row("P", 9)));
        gauges.publish(study("demo", 0, waiting("P")));

        assertThat(samples()).noneMatch(each -> each.contains("arm="));
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

    private Stream<String> samples() {
        return registry.getMeters().stream().map(StudyGaugesTest::sample);
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

    private static StudyStatus study(String id, long second, StudyRow... rows) {
        return new StudyStatus(
                id,
                null,
                StudyState.RUNNING,
                List.of(),
                Instant.ofEpochSecond(second),
                null,
                new StageCounts(33, 15, 14, 1),
                List.of(rows),
                List.of(),
                20.0,
                19.0,
                new Handoff(76, 178));
    }

    private static StudyRow row(String ordering, double perplexity) {
        return row(ordering, perplexity, new JudgedScore(0.9, "verdicts", 1, 10));
    }

    private static StudyRow row(String ordering, double perplexity, JudgedScore alignment) {
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
                0.5,
                Map.of("novel", perplexity),
                Map.of("novel", 11.0),
                Map.of("novel", 0.25),
                new JudgedScore(0.7, "integer", 2, 10),
                alignment,
                new JudgedScore(0.5, "baseline-fluency", 0, 10),
                3.0);
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
