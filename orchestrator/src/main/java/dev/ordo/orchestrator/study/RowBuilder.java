package dev.ordo.orchestrator.study;

import dev.ordo.events.Technique;
import dev.ordo.events.judging.JudgedScore;
import dev.ordo.events.judging.JudgedScores;
import dev.ordo.events.stage.CheckpointRef;
import dev.ordo.events.stage.EvaluationCompleted;
import dev.ordo.events.stage.StageResult;
import dev.ordo.events.study.StudyProblem;
import dev.ordo.events.study.StudyRow;
import dev.ordo.orchestrator.message.WorkResult;
import dev.ordo.orchestrator.plan.Plan;
import dev.ordo.orchestrator.plan.PlannedRow;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** Makes the lines of the comparison from a plan and its account. */
final class RowBuilder {
    static final String DONE = "done";
    static final String FAILED = "failed";
    static final String SKIPPED = "skipped";
    static final String CANCELLED = "cancelled";

    private final Plan plan;
    private final Account account;

    RowBuilder(Plan plan, Account account) {
        this.plan = plan;
        this.account = account;
    }

    StudyRow baseline() {
        CheckpointRef baseline = plan.inputs().baseline();
        Optional<EvaluationCompleted> measured = measured(baseline);
        return new StudyRow(
                "baseline",
                null,
                null,
                evaluationState(baseline),
                null,
                baseline.digest(),
                baseline.location(),
                baseline.bytes(),
                measured.map(EvaluationCompleted::ratio).orElse(null),
                0.0,
                measured.map(EvaluationCompleted::perplexity).orElse(null),
                null,
                measured.map(EvaluationCompleted::klToBaseline).orElse(null),
                judged(measured, JudgedScores::gEval),
                judged(measured, JudgedScores::promptAlignment),
                judged(measured, JudgedScores::clarity),
                0.0);
    }

    StudyRow row(PlannedRow row) {
        Optional<CheckpointRef> checkpoint = checkpoint(row);
        Optional<EvaluationCompleted> measured = checkpoint.flatMap(this::measured);
        return new StudyRow(
                row.ordering(),
                plan.request().arm(),
                row.seed(),
                state(row),
                distils(row) ? plan.inputs().teacher().digest() : null,
                checkpoint.map(CheckpointRef::digest).orElse(null),
                checkpoint.map(CheckpointRef::location).orElse(null),
                checkpoint.map(CheckpointRef::bytes).orElse(null),
                measured.map(EvaluationCompleted::ratio).orElse(null),
                checkpoint.map(done -> realizedSparsity(row)).orElse(null),
                measured.map(EvaluationCompleted::perplexity).orElse(null),
                measured.map(EvaluationCompleted::perplexityBeforeRequantize).orElse(null),
                measured.map(EvaluationCompleted::klToBaseline).orElse(null),
                judged(measured, JudgedScores::gEval),
                judged(measured, JudgedScores::promptAlignment),
                judged(measured, JudgedScores::clarity),
                checkpoint.map(done -> seconds(row)).orElse(null));
    }

    private static JudgedScore judged(
            Optional<EvaluationCompleted> measured, Function<JudgedScores, JudgedScore> metric) {
        return measured.map(EvaluationCompleted::judged).map(metric).orElse(null);
    }

    /** Why the row has no result; empty while it may still get one. */
    Optional<StudyProblem> problem(PlannedRow row) {
        Run last = last(row);
        if (last instanceof Run.Failed failed) {
            return Optional.of(new StudyProblem(row.ordering(), "failed: " + failed.reason()));
        }
        if (last instanceof Run.Skipped skipped) {
            return Optional.of(new StudyProblem(row.ordering(), "skipped, because " + skipped.reason()));
        }
        return checkpoint(row).flatMap(done -> evaluationProblem(row.ordering(), done));
    }

    Optional<StudyProblem> baselineProblem() {
        return evaluationProblem("baseline", plan.inputs().baseline());
    }

    private Optional<StudyProblem> evaluationProblem(String ordering, CheckpointRef checkpoint) {
        return account.evaluation(checkpoint) instanceof Run.Failed failed
                ? Optional.of(new StudyProblem(ordering, "its evaluation failed: " + failed.reason()))
                : Optional.empty();
    }

    private String state(PlannedRow row) {
        Run last = last(row);
        if (last instanceof Run.Done) {
            return evaluationState(checkpoint(row).orElseThrow());
        }
        if (last instanceof Run.Failed) {
            return FAILED;
        }
        if (last instanceof Run.Skipped) {
            return SKIPPED;
        }
        if (last instanceof Run.Withdrawn) {
            return CANCELLED;
        }
        boolean begun = runs(row).anyMatch(each -> each instanceof Run.Done || each instanceof Run.Started);
        return begun ? "running" : "waiting";
    }

    private String evaluationState(CheckpointRef checkpoint) {
        Run run = account.evaluation(checkpoint);
        if (run instanceof Run.Done) {
            return DONE;
        }
        if (run instanceof Run.Withdrawn) {
            return CANCELLED;
        }
        return run instanceof Run.Failed ? FAILED : "evaluating";
    }

    private Optional<EvaluationCompleted> measured(CheckpointRef checkpoint) {
        return account.evaluation(checkpoint) instanceof Run.Done done
                        && done.result() instanceof WorkResult.Measurement found
                ? Optional.of(found.evaluation())
                : Optional.empty();
    }

    private Optional<CheckpointRef> checkpoint(PlannedRow row) {
        return last(row) instanceof Run.Done done && done.result() instanceof WorkResult.Checkpoint made
                ? Optional.of(made.checkpoint())
                : Optional.empty();
    }

    private Run last(PlannedRow row) {
        return account.stages().get(row.lastKey());
    }

    private boolean distils(PlannedRow row) {
        return row.path().stream().anyMatch(key -> plan.stage(key).recipe().technique() == Technique.DISTILL);
    }

    /** What stays is the product of what each stage leaves. */
    private double realizedSparsity(PlannedRow row) {
        return 1 - results(row).mapToDouble(each -> 1 - each.realizedSparsity()).reduce(1, (a, b) -> a * b);
    }

    private double seconds(PlannedRow row) {
        List<Duration> lengths =
                results(row).map(each -> each.compute().length()).toList();
        return lengths.stream().mapToLong(Duration::toMillis).sum() / 1000.0;
    }

    private Stream<StageResult> results(PlannedRow row) {
        return runs(row)
                .filter(Run.Done.class::isInstance)
                .map(each -> ((Run.Done) each).result())
                .filter(WorkResult.Checkpoint.class::isInstance)
                .map(each -> ((WorkResult.Checkpoint) each).stage());
    }

    private Stream<Run> runs(PlannedRow row) {
        return row.path().stream().map(account.stages()::get);
    }
}
