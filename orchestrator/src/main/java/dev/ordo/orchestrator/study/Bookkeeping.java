package dev.ordo.orchestrator.study;

import dev.ordo.events.stage.CheckpointRef;
import dev.ordo.events.stage.StageStarted;
import dev.ordo.orchestrator.message.StudyNote;
import dev.ordo.orchestrator.message.WorkResult;
import dev.ordo.orchestrator.message.WorkWanted;
import dev.ordo.orchestrator.plan.Plan;
import dev.ordo.orchestrator.plan.PlannedStage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An account while one event is being written into it. */
final class Bookkeeping {
    private final Plan plan;
    private final Instant at;
    private final Map<String, Run> stages;
    private final Map<String, Run> evaluations;
    private final Map<String, String> measured;
    private final List<Long> handoffs;
    private final List<Want> wants = new ArrayList<>();

    Bookkeeping(Plan plan, Instant at) {
        this(plan, new Account(Map.of(), Map.of(), Map.of(), List.of(), at, null), at);
    }

    Bookkeeping(Plan plan, Account account, Instant at) {
        this.plan = plan;
        this.at = at;
        this.stages = new LinkedHashMap<>(account.stages());
        this.evaluations = new LinkedHashMap<>(account.evaluations());
        this.measured = new LinkedHashMap<>(account.measured());
        this.handoffs = new ArrayList<>(account.handoffs());
    }

    /** Work that this study does not know counts as ended: nothing may come of it. */
    Run run(String key) {
        return stages.getOrDefault(key, evaluations.getOrDefault(key, new Run.Skipped("not of this study")));
    }

    void put(String key, Run run) {
        (stages.containsKey(key) ? stages : evaluations).put(key, run);
    }

    void await(String key) {
        stages.put(key, new Run.Waiting());
    }

    void start(StudyNote.Started note) {
        if (stages.containsKey(note.key())
                && run(note.key()) instanceof Run.Wanted wanted
                && wanted.enabledAt() != null) {
            sampleHandoff(wanted.enabledAt(), note.started(), note.at());
        }
        put(note.key(), new Run.Started(note.started(), null));
    }

    void progress(StudyNote.Progressed note) {
        if (run(note.key()) instanceof Run.Started running) {
            put(note.key(), new Run.Started(running.started(), note.progress()));
        }
    }

    void accept(StudyNote.Accepted note) {
        put(note.key(), new Run.Done(note.result(), note.reused()));
        if (note.result() instanceof WorkResult.Checkpoint done) {
            wantChildren(note.key(), done.checkpoint(), note.reused() ? null : note.at());
            if (plan.endsRow(note.key())) {
                wantEvaluation(done.checkpoint());
            }
        }
    }

    void fail(StudyNote.Failed note) {
        String reason = note.code() + ": " + note.message();
        put(note.key(), new Run.Failed(reason));
        if (stages.containsKey(note.key())) {
            skipBelow(note.key(), plan.stage(note.key()).ordering() + " failed: " + reason);
        }
    }

    void wantChildren(String parentKey, CheckpointRef parent, Instant enabledAt) {
        for (PlannedStage each : plan.children(parentKey)) {
            stages.put(each.key(), new Run.Wanted(enabledAt));
            want(
                    each.key(),
                    new WorkWanted(
                            studyId(),
                            parent,
                            each.work(plan.inputs(), plan.request().arm())));
        }
    }

    void wantEvaluation(CheckpointRef checkpoint) {
        if (!measured.containsKey(checkpoint.digest())) {
            String key = plan.evaluationKey(checkpoint);
            measured.put(checkpoint.digest(), key);
            evaluations.put(key, new Run.Wanted(null));
            want(key, new WorkWanted(studyId(), checkpoint, plan.evaluation()));
        }
    }

    Decision closed(boolean urgent) {
        boolean ended = stages.values().stream().allMatch(Run::ended)
                && evaluations.values().stream().allMatch(Run::ended);
        Account account = new Account(stages, evaluations, measured, handoffs, at, ended ? at : null);
        return new Decision(account, List.copyOf(wants), urgent);
    }

    private void skipBelow(String key, String reason) {
        for (PlannedStage each : plan.children(key)) {
            put(each.key(), new Run.Skipped(reason));
            skipBelow(each.key(), reason);
        }
    }

    /** Only where a worker was idle when the checkpoint came, and so could have begun at once. */
    private void sampleHandoff(Instant enabledAt, StageStarted started, Instant startedAt) {
        long millis = Duration.between(enabledAt, startedAt).toMillis() - started.permitWaitMillis();
        if (!started.idleSince().isAfter(enabledAt) && !startedAt.isBefore(enabledAt)) {
            handoffs.add(Math.max(0, millis));
        }
    }

    private void want(String key, WorkWanted wanted) {
        wants.add(new Want(key, wanted));
    }

    private String studyId() {
        return plan.request().studyId();
    }
}
