package dev.ordo.orchestrator.study;

import dev.ordo.events.stage.ComputeInterval;
import dev.ordo.events.stage.Needs;
import dev.ordo.events.stage.StageProgress;
import dev.ordo.events.study.Handoff;
import dev.ordo.events.study.RunningWork;
import dev.ordo.events.study.StageCounts;
import dev.ordo.events.study.StudyProblem;
import dev.ordo.events.study.StudyRow;
import dev.ordo.events.study.StudyState;
import dev.ordo.events.study.StudyStatus;
import dev.ordo.orchestrator.message.WorkResult;
import dev.ordo.orchestrator.plan.Plan;
import dev.ordo.orchestrator.plan.PlannedStage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Folds a study into the status that readers follow. */
public final class StatusBuilder {
    private final Plan plan;
    private final Account account;
    private final String digest;
    private final Instant requestedAt;
    private final RowBuilder rows;

    private StatusBuilder(Plan plan, Study.Planned study) {
        this.plan = plan;
        this.account = study.account();
        this.digest = study.digest();
        this.requestedAt = study.requestedAt();
        this.rows = new RowBuilder(plan, account);
    }

    /** The status of a study that was planned. */
    public static StudyStatus planned(Plan plan, Study.Planned study) {
        return new StatusBuilder(plan, study).status();
    }

    /** The status of a study whose request was wrong. */
    public static StudyStatus rejected(String studyId, Study.Rejected study) {
        return unplanned(studyId, study, StudyState.REJECTED, study.problems(), study.requestedAt());
    }

    /** The status of a study whose names cannot be looked up yet. */
    public static StudyStatus unresolved(String studyId, Study.Unresolved study) {
        StudyProblem waiting = new StudyProblem("study", "waits for the store, which cannot be reached");
        return unplanned(studyId, study, StudyState.RUNNING, List.of(waiting), null);
    }

    /** The status of a study that was cancelled before its names could be looked up. */
    public static StudyStatus shelved(String studyId, Study.Shelved study) {
        return unplanned(studyId, study, StudyState.CANCELLED, List.of(cancellation(study.reason())), study.endedAt());
    }

    private static StudyStatus unplanned(
            String studyId, Study study, StudyState state, List<StudyProblem> problems, Instant endedAt) {
        StageCounts none = new StageCounts(0, 0, 0, 0);
        return new StudyStatus(
                studyId,
                study.digest(),
                state,
                problems,
                study.requestedAt(),
                endedAt,
                none,
                List.of(),
                List.of(),
                0.0,
                0.0,
                null);
    }

    private static StudyProblem cancellation(String reason) {
        return new StudyProblem("study", "cancelled: " + reason);
    }

    private StudyStatus status() {
        List<StudyRow> lines = new ArrayList<>(List.of(rows.baseline()));
        plan.rows().stream().map(rows::row).forEach(lines::add);
        return new StudyStatus(
                plan.request().studyId(),
                digest,
                state(lines),
                problems(),
                requestedAt,
                account.endedAt(),
                counts(),
                lines,
                running(),
                seconds(Duration.between(requestedAt, account.changedAt())),
                seconds(Intervals.union(intervals())),
                handoff());
    }

    private StudyState state(List<StudyRow> lines) {
        if (account.endedAt() == null) {
            return StudyState.RUNNING;
        }
        if (account.cancelled() != null) {
            return StudyState.CANCELLED;
        }
        if (lines.stream().allMatch(each -> each.state().equals(RowBuilder.DONE))) {
            return StudyState.COMPLETED;
        }
        boolean some = lines.stream().skip(1).anyMatch(each -> each.state().equals(RowBuilder.DONE));
        return some ? StudyState.PARTIAL : StudyState.FAILED;
    }

    private List<StudyProblem> problems() {
        return Stream.of(
                        Stream.ofNullable(account.cancelled()).map(StatusBuilder::cancellation),
                        rows.baselineProblem().stream(),
                        plan.rows().stream().map(rows::problem).flatMap(Optional::stream))
                .flatMap(each -> each)
                .toList();
    }

    private StageCounts counts() {
        List<Run.Done> done = done(account.stages().values());
        int reused = (int) done.stream().filter(Run.Done::reused).count();
        return new StageCounts(plan.requested(), plan.stages().size(), done.size() - reused, reused);
    }

    private List<ComputeInterval> intervals() {
        return Stream.of(account.stages(), account.evaluations())
                .flatMap(each -> done(each.values()).stream())
                .filter(each -> !each.reused())
                .map(Run.Done::result)
                .map(WorkResult::compute)
                .toList();
    }

    private static List<Run.Done> done(Collection<Run> runs) {
        return runs.stream()
                .filter(Run.Done.class::isInstance)
                .map(Run.Done.class::cast)
                .toList();
    }

    private List<RunningWork> running() {
        List<RunningWork> running = new ArrayList<>();
        for (PlannedStage each : plan.stages()) {
            running(each.ordering(), account.stages().get(each.key())).ifPresent(running::add);
        }
        account.measured()
                .forEach((digest, key) -> running(
                                "evaluate " + maker(digest),
                                account.evaluations().get(key))
                        .ifPresent(running::add));
        return running;
    }

    private static Optional<RunningWork> running(String what, Run run) {
        if (!(run instanceof Run.Started started)) {
            return Optional.empty();
        }
        String worker = started.started().execution().worker();
        int attempt = started.started().execution().attempt();
        Needs needs = started.started().needs();
        StageProgress progress = started.progress();
        return Optional.of(
                progress == null
                        ? new RunningWork(what, worker, attempt, null, null, null, needs)
                        : new RunningWork(
                                what, worker, attempt, progress.done(), progress.total(), progress.unit(), needs));
    }

    /** The ordering that made the checkpoint. */
    private String maker(String digest) {
        return plan.stages().stream()
                .filter(each -> account.stages().get(each.key()) instanceof Run.Done done
                        && done.result() instanceof WorkResult.Checkpoint made
                        && made.checkpoint().digest().equals(digest))
                .map(PlannedStage::ordering)
                .findFirst()
                .orElse("baseline");
    }

    private Handoff handoff() {
        List<Long> sorted = account.handoffs().stream().sorted().toList();
        return sorted.isEmpty()
                ? null
                : new Handoff(sorted.get((sorted.size() - 1) / 2), sorted.get(sorted.size() - 1));
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
