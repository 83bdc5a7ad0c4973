package dev.ordo.orchestrator.topology;

import dev.ordo.events.Topics;
import dev.ordo.events.stage.CancelStage;
import dev.ordo.events.stage.CheckpointReady;
import dev.ordo.events.stage.CheckpointRef;
import dev.ordo.events.stage.EvaluationCompleted;
import dev.ordo.events.stage.Execution;
import dev.ordo.events.stage.StageCancelled;
import dev.ordo.events.stage.StageFailed;
import dev.ordo.events.stage.StageProgress;
import dev.ordo.events.stage.StageReleased;
import dev.ordo.events.stage.StageResult;
import dev.ordo.events.stage.StageStarted;
import dev.ordo.events.stage.StageWork;
import dev.ordo.events.stage.WorkRequest;
import dev.ordo.orchestrator.Workers;
import dev.ordo.stage.messaging.EventCodec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;

/**
 * Workers that do whatever workers and networks may do: fail, hand over, fall silent, work twice, say things twice, late and
 * in another order. They lose no record that nobody has started, since the broker does not.
 */
final class UnreliableWorkers {
    private record Job(CheckpointReady work, Execution execution) {}

    private record Saying(String topic, Object event) {}

    private final TestStreams streams;
    private final Random random;
    private final List<CheckpointReady> queue = new ArrayList<>();
    private final List<Job> running = new ArrayList<>();
    private final List<Saying> held = new ArrayList<>();
    private final Map<String, Integer> unwanted = new HashMap<>();
    private final Map<String, List<Integer>> issued = new HashMap<>();
    private int executions;
    private boolean calm;

    UnreliableWorkers(TestStreams streams, Random random) {
        this.streams = streams;
        this.random = random;
    }

    /** Attempts of every key, in the order in which they were issued. */
    Map<String, List<Integer>> issued() {
        return issued;
    }

    /** One thing happens. */
    void step() {
        look();
        switch (random.nextInt(9)) {
            case 0, 1, 2 -> take();
            case 3 -> oneRuns(this::progress, true);
            case 4, 5 -> oneRuns(this::finish, random.nextInt(5) == 0);
            case 6 -> oneRuns(this::fail, false);
            case 7 -> oneRuns(this::leave, false);
            default -> deliverLate();
        }
    }

    /** From now on all is said once and at once, and all work is done; what was lost stays lost. */
    void calmDown() {
        calm = true;
        deliverLate();
        running.removeIf(each -> random.nextBoolean());
        List.copyOf(running).forEach(this::finish);
        running.clear();
    }

    /** Does all the work there is; whether there was any. */
    boolean workOff() {
        look();
        List<CheckpointReady> work = List.copyOf(queue);
        queue.clear();
        for (CheckpointReady each : work) {
            Job job = job(each);
            if (isUnwanted(job)) {
                cancel(job);
            } else {
                start(job);
                finish(job);
            }
        }
        return !work.isEmpty();
    }

    private void look() {
        for (CheckpointReady each : streams.takeWork()) {
            queue.add(each);
            issued.computeIfAbsent(each.next().key(), key -> new ArrayList<>())
                    .add(each.next().attempt());
        }
        streams.take(Topics.CONTROL).stream()
                .map(each -> EventCodec.decode(each.headers(), each.value()).as(CancelStage.class))
                .forEach(each -> unwanted.merge(each.key(), each.attempt(), Math::max));
    }

    private void take() {
        if (queue.isEmpty()) {
            return;
        }
        CheckpointReady work = queue.remove(random.nextInt(queue.size()));
        Job job = job(work);
        if (isUnwanted(job)) {
            cancel(job);
            return;
        }
        if (random.nextInt(6) == 0) {
            queue.add(work);
        }
        if (random.nextInt(6) != 0) {
            start(job);
            running.add(job);
        } else {
            queue.add(work);
        }
    }

    private void oneRuns(Consumer<Job> act, boolean goesOn) {
        if (running.isEmpty()) {
            return;
        }
        Job job = running.get(random.nextInt(running.size()));
        if (isUnwanted(job) && random.nextInt(4) != 0) {
            running.remove(job);
            cancel(job);
            return;
        }
        if (!goesOn) {
            running.remove(job);
        }
        act.accept(job);
    }

    private void start(Job job) {
        say(Topics.STAGE_EVENTS, new StageStarted(job.execution(), 0L, Workers.NOON));
    }

    private void progress(Job job) {
        say(Topics.STAGE_EVENTS, new StageProgress(job.execution(), (long) random.nextInt(10), 10L, "step"));
    }

    private void finish(Job job) {
        if (job.work().next().work() instanceof StageWork) {
            say(Topics.CHECKPOINTS, checkpoint(job));
        } else {
            EvaluationCompleted measured = Workers.measured(
                    job.execution().key(), job.execution().attempt(), job.work().checkpoint());
            say(Topics.EVALUATIONS, measured);
        }
    }

    private void fail(Job job) {
        boolean retryable = random.nextInt(4) != 0;
        say(Topics.STAGE_EVENTS, new StageFailed(job.execution(), "INTERNAL", "it broke", retryable));
    }

    /** Hands over, is killed and its record comes back, or falls silent for ever. */
    private void leave(Job job) {
        switch (random.nextInt(3)) {
            case 0 -> say(Topics.STAGE_EVENTS, new StageReleased(job.execution(), "shutting down"));
            case 1 -> queue.add(job.work());
            default -> streams.pass(TestStreams.SILENCE.dividedBy(4));
        }
    }

    private void cancel(Job job) {
        say(Topics.STAGE_EVENTS, new StageCancelled(job.execution()));
    }

    private boolean isUnwanted(Job job) {
        return job.execution().attempt()
                <= unwanted.getOrDefault(job.execution().key(), 0);
    }

    private void say(String topic, Object event) {
        int luck = calm ? 9 : random.nextInt(10);
        if (luck < 2) {
            held.add(new Saying(topic, event));
        } else {
            streams.send(topic, event);
        }
        if (luck > 1 && luck < 4) {
            held.add(new Saying(topic, event));
        }
    }

    private void deliverLate() {
        List<Saying> late = new ArrayList<>(held);
        held.clear();
        Collections.shuffle(late, random);
        late.forEach(each -> streams.send(each.topic(), each.event()));
    }

    private Job job(CheckpointReady work) {
        WorkRequest request = work.next();
        executions++;
        return new Job(work, Workers.execution(request.key(), request.attempt(), "e" + executions));
    }

    private static CheckpointReady checkpoint(Job job) {
        Execution execution = job.execution();
        String location = "checkpoints/" + execution.key() + "/" + execution.attempt() + "/" + execution.executionId();
        return CheckpointReady.done(
                new CheckpointRef("sha256:" + execution.key(), location, 1000L),
                new StageResult(execution, Workers.second(1), 0.0));
    }
}
