package dev.ordo.orchestrator.study;

import dev.ordo.events.stage.CheckpointRef;
import dev.ordo.events.stage.StageStarted;
import dev.ordo.events.stage.Work;
import dev.ordo.orchestrator.message.Client;
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
    private final List<String> unwanted = new ArrayList<>();
    private final int round;
    private String cancelled;

    Bookkeeping(Plan plan, Instant at) {
        this(plan, new Account(1, Map.of(), Map.of(), Map.of(), List.of(), at, null, null), 1, at);
    }

    Bookkeeping(Plan plan, Account account, Instant at) {
        this(plan, account, account.round(), at);
    }

    private Bookkeeping(Plan plan, Account account, int round, Instant at) {
        this.plan = plan;
        this.at = at;
        this.round = round;
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

    /** The next run of a study that has ended. */
    static Bookkeeping again(Plan plan, Account account, Instant at) {
        return new Bookkeeping(plan, account, account.round() + 1, at);
    }

    /** Whatever has no end yet is no longer wanted. */
    void withdraw(String reason) {
        cancelled = reason;
        for (Map<String, Run> runs : List.of(stages, evaluations)) {
            runs.forEach((key, run) -> {
                if (run instanceof Run.Wanted || run instanceof Run.Started) {
                    unwanted.add(key);
                }
            });
            runs.replaceAll((key, run) -> run.ended() ? run : new Run.Withdrawn());
        }
    }

    /** Whatever has no result is wanted again, once its parent has one. */
    void resume() {
        stages.replaceAll((key, run) -> run instanceof Run.Done ? run : new Run.Waiting());
        wantMissingChildren(null, plan.inputs().baseline());
        wantMissingEvaluation(plan.inputs().baseline());
        for (PlannedStage each : plan.stages()) {
            if (run(each.key()) instanceof Run.Done done && done.result() instanceof WorkResult.Checkpoint made) {
                wantMissingChildren(each.key(), made.checkpoint());
                if (plan.endsRow(each.key())) {
                    wantMissingEvaluation(made.checkpoint());
                }
            }
        }
    }

    private void wantMissingChildren(String parentKey, CheckpointRef parent) {
        plan.children(parentKey).stream()
                .filter(each -> run(each.key()) instanceof Run.Waiting)
                .forEach(each -> wantStage(each, parent, null));
    }

    private void wantMissingEvaluation(CheckpointRef checkpoint) {
        Run run = evaluations.get(measured.get(checkpoint.digest()));
        if (run instanceof Run.Failed || run instanceof Run.Withdrawn) {
            measured.remove(checkpoint.digest());
        }
        wantEvaluation(checkpoint);
    }

    void wantChildren(String parentKey, CheckpointRef parent, Instant enabledAt) {
        plan.children(parentKey).forEach(each -> wantStage(each, parent, enabledAt));
    }

    private void wantStage(PlannedStage stage, CheckpointRef parent, Instant enabledAt) {
        stages.put(stage.key(), new Run.Wanted(enabledAt));
        want(stage.key(), parent, stage.work(plan.inputs(), plan.request().arm()));
    }

    void wantEvaluation(CheckpointRef checkpoint) {
        if (!measured.containsKey(checkpoint.digest())) {
            String key = plan.evaluationKey(checkpoint);
            measured.put(checkpoint.digest(), key);
            evaluations.put(key, new Run.Wanted(null));
            want(key, checkpoint, plan.evaluation());
        }
    }

    Decision closed(boolean urgent) {
        boolean ended = stages.values().stream().allMatch(Run::ended)
                && evaluations.values().stream().allMatch(Run::ended);
        Account account = new Account(
                round, stages, evaluations, measured, handoffs, at, ended ? at : null, ended ? cancelled : null);
        return new Decision(account, List.copyOf(wants), List.copyOf(unwanted), urgent);
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

    private void want(String key, CheckpointRef parent, Work work) {
        Client client = new Client(plan.request().studyId(), round);
        wants.add(new Want(key, new WorkWanted(client, parent, work)));
    }
}
