package dev.ordo.orchestrator.topology;

import dev.ordo.events.Topics;
import dev.ordo.events.error.ErrorCode;
import dev.ordo.events.stage.CheckpointReady;
import dev.ordo.events.stage.CheckpointRef;
import dev.ordo.events.stage.Execution;
import dev.ordo.events.stage.StageFailed;
import dev.ordo.events.stage.StageResult;
import dev.ordo.events.stage.StageStarted;
import dev.ordo.events.stage.StageWork;
import dev.ordo.events.stage.WorkRequest;
import dev.ordo.orchestrator.Workers;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/** Takes work and answers it: the digest of a result is the key of its stage. */
final class SimulatedWorkers {
    private final TestStreams streams;
    private final List<WorkRequest> taken = new ArrayList<>();
    private BiConsumer<String, Object> delivery;
    private Predicate<WorkRequest> failing = request -> false;
    private boolean retryable;

    SimulatedWorkers(TestStreams streams) {
        this.streams = streams;
        this.delivery = streams::send;
    }

    /** Sends every answer twice. */
    void sayEverythingTwice() {
        delivery = (topic, event) -> {
            streams.send(topic, event);
            streams.send(topic, event);
        };
    }

    void failAt(Predicate<WorkRequest> failing, boolean retryable) {
        this.failing = failing;
        this.retryable = retryable;
    }

    /** All work that was ever taken. */
    List<WorkRequest> taken() {
        return taken;
    }

    List<WorkRequest> stagesTaken() {
        return taken.stream().filter(each -> each.work() instanceof StageWork).toList();
    }

    /** Works until no work is left. */
    void run() {
        List<CheckpointReady> work = streams.takeWork();
        while (!work.isEmpty()) {
            work.forEach(this::answer);
            work = streams.takeWork();
        }
    }

    void answer(CheckpointReady work) {
        WorkRequest request = work.next();
        taken.add(request);
        delivery.accept(Topics.STAGE_EVENTS, new StageStarted(execution(request), 0L, Workers.NOON.minusSeconds(60)));
        if (failing.test(request)) {
            StageFailed failure = new StageFailed(execution(request), ErrorCode.INTERNAL.name(), "it broke", retryable);
            delivery.accept(Topics.STAGE_EVENTS, failure);
        } else {
            deliverResult(work);
        }
    }

    void deliverResult(CheckpointReady work) {
        WorkRequest request = work.next();
        if (request.work() instanceof StageWork) {
            delivery.accept(Topics.CHECKPOINTS, result(request));
        } else {
            delivery.accept(Topics.EVALUATIONS, Workers.measured(request.key(), request.attempt(), work.checkpoint()));
        }
    }

    static CheckpointReady result(WorkRequest request) {
        String location = "checkpoints/" + request.key() + "/" + request.attempt() + "/e1";
        return CheckpointReady.done(
                new CheckpointRef("sha256:" + request.key(), location, 1000L),
                new StageResult(execution(request), Workers.second(1), 0.0));
    }

    private static Execution execution(WorkRequest request) {
        return Workers.execution(request.key(), request.attempt(), "e1");
    }
}
