package dev.ordo.platform.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.ordo.cli.stack.OrdoHome;
import dev.ordo.cli.stack.ScrapeConfig;
import dev.ordo.cli.stack.StackLayout;
import dev.ordo.cli.stack.StackRecord;
import dev.ordo.events.study.StudyState;
import dev.ordo.platform.monitoring.Monitoring;
import dev.ordo.platform.monitoring.Panels;
import dev.ordo.platform.monitoring.PrometheusServer;
import dev.ordo.platform.program.Programs;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real Prometheus scrapes a running stack: what dashboards, rules and alerts ask for is there. */
class PrometheusIT {
    private static final String STUDY = "observed";

    /** Distils for minutes if nobody stops it, and is measured meanwhile. */
    private static final String ENDLESS = TinyStudy.withTokens(
            TinyStudy.request("observed-in-training", "tiny-observed", "KD(evaluateEvery=1000)"), 128 * 20_000);

    /** Of a baseline that no other test has: all work is done, and nothing taken from elsewhere. */
    private static final long SEED = 31;

    private static final int LIMIT_SECONDS = 60;
    private static final Duration LIMIT = Duration.ofMinutes(5);

    @TempDir
    static Path directory;

    private static ScrapeConfig config;
    private static PrometheusServer prometheus;

    @BeforeAll
    static void runAStudyAndScrapeTheStack() {
        Programs.assumeInstalled("prometheus", "promtool");
        RunningOrdo ordo = RunningOrdo.shared();
        ordo.importModel("tiny-observed", SEED);
        assertThat(ordo.post(TinyStudy.judged(TinyStudy.request(STUDY, "tiny-observed", "all")))
                        .statusCode())
                .isEqualTo(202);
        StackRecord record =
                StackRecord.read(new StackLayout(ordo.state()).record()).orElseThrow();
        config = new ScrapeConfig(record, OrdoHome.find(), Duration.ofSeconds(1));
        config.write(directory.resolve("prometheus.yml"));
        prometheus = PrometheusServer.start(directory.resolve("prometheus.yml"), directory);
        assertThat(ordo.awaitEnd(STUDY, LIMIT).state()).isEqualTo(StudyState.COMPLETED);
        prometheus.await(
                "told of the study's end",
                () -> prometheus
                                .query("study_ordering:ordo_evaluation_perplexity:avg{study='observed'}")
                                .size()
                        == 32);
        prometheus.await(
                "told of work twice, so that it has a rate",
                () -> !prometheus.query("technique:ordo_work_tokens:rate5m").isEmpty());
    }

    @AfterAll
    static void stop() {
        if (prometheus != null) {
            prometheus.close();
        }
    }

    @Test
    void writesAConfigurationThatPromtoolFindsSound() {
        Programs.Ended promtool = Programs.run(
                Map.of(),
                LIMIT_SECONDS,
                "promtool",
                "check",
                "config",
                directory.resolve("prometheus.yml").toString());

        assertThat(promtool.status()).as(promtool.said()).isZero();
    }

    @Test
    void scrapesEveryService() {
        assertThat(prometheus.query("up == 1"))
                .extracting(each -> each.path("metric").path("job").asText())
                .containsExactlyInAnyOrderElementsOf(config.jobs())
                .hasSize(5);
    }

    /** A student's perplexity is there only while it is in training. */
    @Test
    void answersEveryQueryOfEveryPanelAndRule() {
        RunningOrdo ordo = RunningOrdo.shared();
        ordo.post(ENDLESS);
        try {
            prometheus.await(
                    "told of the perplexity of a student in training",
                    () -> !prometheus.query("ordo_training_perplexity").isEmpty());
            assertThat(Monitoring.expressions().entrySet())
                    .filteredOn(each -> !each.getKey().startsWith("alert "))
                    .filteredOn(each -> prometheus
                            .query(Panels.filled(each.getValue(), STUDY))
                            .isEmpty())
                    .extracting(Map.Entry::getKey)
                    .isEmpty();
        } finally {
            ordo.command("observed-in-training", "cancel");
        }
        assertThat(ordo.awaitEnd("observed-in-training", LIMIT).state()).isEqualTo(StudyState.CANCELLED);
    }

    @Test
    void understandsEveryAlert() {
        assertThat(Monitoring.alerts())
                .extracting(rule -> rule.path("expr").asText())
                .allSatisfy(expression ->
                        assertThatCode(() -> prometheus.query(expression)).doesNotThrowAnyException());
    }

    @Test
    void recordsWhatTheRulesSay() {
        assertThat(Monitoring.recordings())
                .extracting(rule -> rule.path("record").asText())
                .allSatisfy(name -> assertThat(prometheus.query(name)).as(name).isNotEmpty());
    }

    @Test
    void showsAnOrderingsPathStageByStage() {
        String path = Monitoring.expressions().get("study.json: Perplexity along the path A");

        assertThat(prometheus.query(Panels.filled(path, STUDY)))
                .filteredOn(
                        each -> each.path("metric").path("ordering").asText().equals("KD-P-Q"))
                .extracting(each -> each.path("metric").path("step").asText() + " "
                        + each.path("metric").path("prefix").asText())
                .containsExactlyInAnyOrder("0 baseline", "1 KD", "2 KD-P", "3 KD-P-Q");
    }

    @Test
    void findsTheQueuesEmptyAndTheWorkersIdleOnceTheStudyHasEnded() {
        prometheus.await("told of empty queues", () -> value("sum(ordo_queue_depth)") == 0);
        prometheus.await("told of idle workers", () -> value("sum(ordo_workers{state='busy'})") == 0);

        assertThat(value("sum(ordo_workers{state='idle'})")).isEqualTo(4);
    }

    private static double value(String expression) {
        return prometheus.query(expression).get(0).path("value").path(1).asDouble();
    }
}
