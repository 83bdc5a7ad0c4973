package dev.ordo.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ordo.cli.client.StudyView;
import dev.ordo.events.judging.JudgedScore;
import dev.ordo.events.recipe.Arm;
import dev.ordo.events.stage.Needs;
import dev.ordo.events.study.Handoff;
import dev.ordo.events.study.RunningWork;
import dev.ordo.events.study.StageCounts;
import dev.ordo.events.study.StudyProblem;
import dev.ordo.events.study.StudyRow;
import dev.ordo.events.study.StudyState;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReportTextTest {
    private static final List<String> ORDERINGS = List.of(
            "baseline",
            "P",
            "KD",
            "Q",
            "P-KD",
            "P-Q",
            "KD-P",
            "KD-Q",
            "Q-P",
            "Q-KD",
            "P-KD-Q",
            "P-Q-KD",
            "KD-P-Q",
            "KD-Q-P",
            "Q-P-KD",
            "Q-KD-P");

    @Test
    void printsOneLineForEachOfSixteenRows() {
        List<String> lines = ReportTable.of(rows()).lines().toList();
        assertThat(lines).hasSize(18);
        assertThat(lines.subList(2, 18))
                .zipSatisfy(ORDERINGS, (line, ordering) -> assertThat(line).startsWith("| " + ordering + " "));
    }

    @Test
    void alignsItsColumns() {
        assertThat(ReportTable.of(rows()).lines().map(String::length).distinct())
                .hasSize(1);
    }

    @Test
    void hasAColumnForEachEvaluationSet() {
        assertThat(ReportTable.of(rows()).lines().findFirst().orElseThrow())
                .contains("ppl heldout", "ppl law", "KL heldout", "KL law");
    }

    @Test
    void writesFiguresWithAPointWhateverTheLocale() {
        assertThat(ReportTable.of(rows())).contains(" 6.10 ", " 20.500 ", " 0.0120 ");
    }

    @Test
    void showsTheStateOfARowWithoutResults() {
        StudyRow failed = new StudyRow(
                "P",
                Arm.REQUANTIZE,
                1L,
                "failed",
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
        assertThat(ReportTable.of(List.of(failed))).contains("| P ", "- |", " failed |");
    }

    @Test
    void namesTheModeOfAJudgedMetricAndWhatCouldNotBeJudged() {
        StudyRow judged = judged(new JudgedScore(0.5, "likelihood", 1, 12), new JudgedScore(null, "none", 12, 12));

        assertThat(ReportTable.of(List.of(row("P"), judged)))
                .contains(" G-Eval (likelihood) ", " alignment ", " clarity (baseline-fluency) ")
                .doesNotContain("()")
                .contains(" 0.500 (1/12 failed) ", " - (12/12 failed) ", " 0.250 ");
        assertThat(ReportTable.of(rows())).doesNotContain("G-Eval");
    }

    private static StudyRow judged(JudgedScore gEval, JudgedScore alignment) {
        StudyRow row = row("Q");
        return new StudyRow(
                row.ordering(),
                row.arm(),
                row.seed(),
                row.state(),
                row.teacher(),
                row.checkpoint(),
                row.location(),
                row.bytes(),
                row.ratio(),
                row.realizedSparsity(),
                row.perplexity(),
                null,
                row.klToBaseline(),
                gEval,
                alignment,
                new JudgedScore(0.25, "baseline-fluency", 0, 12),
                row.seconds());
    }

    @Test
    void saysHowManyStagesWereComputed() {
        assertThat(StageSentence.of(new StageCounts(33, 15, 15, 0))).isEqualTo("15 stages computed for 33 requested");
    }

    @Test
    void saysHowManyStagesWereReused() {
        assertThat(StageSentence.of(new StageCounts(33, 15, 0, 15)))
                .isEqualTo("0 stages computed, 15 reused, for 33 requested");
    }

    @Test
    void reportsTimeOverheadAndHandoff() {
        assertThat(ReportText.of(study(List.of())))
                .contains("15 stages computed for 33 requested\n")
                .contains("120.0 s in all, 100.0 s of them computing, overhead 1.20")
                .contains("hand-off: p50 40 ms, max 90 ms\n");
    }

    @Test
    void namesEveryProblem() {
        var problems = List.of(new StudyProblem("P-KD", "the loss is not a number"), new StudyProblem("KD", "lost"));
        assertThat(ReportText.of(study(problems))).endsWith("P-KD: the loss is not a number\nKD: lost\n");
    }

    @Test
    void drawsABarForTheStudyAndForEachJob() {
        var running = List.of(new RunningWork("P-KD", "distiller-1", 1, 30L, 40L, "steps"));
        StudyView study = new StudyView("demo", StudyState.RUNNING, null, null, rows(), running, null, null, null);
        assertThat(ProgressText.bars(study))
                .containsExactly(
                        "demo                 [########################] 16/16 rows",
                        "P-KD                 [##################......] 30/40 steps on distiller-1");
    }

    @Test
    void saysWhatAJobNeedsWhereItsWorkerCouldTell() {
        var needs = new Needs(3L << 30, 1L << 30, 1L << 29);

        assertThat(ProgressText.started(new RunningWork("P", "pruner-1", 2, null, null, null)))
                .isEqualTo("running P on pruner-1, attempt 2");
        assertThat(ProgressText.started(new RunningWork("P", "pruner-1", 1, null, null, null, needs)))
                .isEqualTo("running P on pruner-1, needs at most 4.00 GiB of memory and 0.50 GiB of disk");
    }

    private static StudyView study(List<StudyProblem> problems) {
        return new StudyView(
                "demo",
                StudyState.COMPLETED,
                problems,
                new StageCounts(33, 15, 15, 0),
                rows(),
                null,
                120.0,
                100.0,
                new Handoff(40, 90));
    }

    private static List<StudyRow> rows() {
        return ORDERINGS.stream().map(ReportTextTest::row).toList();
    }

    private static StudyRow row(String ordering) {
        Map<String, Double> perplexity = new LinkedHashMap<>();
        perplexity.put("heldout", 20.5);
        perplexity.put("law", 100.25);
        return new StudyRow(
                ordering,
                Arm.REQUANTIZE,
                1L,
                "done",
                "sha256:t",
                "sha256:c",
                "checkpoints/x",
                6_100_000L,
                1.0,
                0.0,
                perplexity,
                null,
                Map.of("heldout", 0.012),
                null,
                null,
                null,
                12.25);
    }
}
