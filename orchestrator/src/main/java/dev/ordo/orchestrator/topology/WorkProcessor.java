package dev.ordo.orchestrator.topology;

import dev.ordo.events.Topics;
import dev.ordo.events.stage.CheckpointReady;
import dev.ordo.events.stage.EvaluationCompleted;
import dev.ordo.events.stage.Execution;
import dev.ordo.events.stage.StageCancelled;
import dev.ordo.events.stage.StageFailed;
import dev.ordo.events.stage.StageProgress;
import dev.ordo.events.stage.StageReleased;
import dev.ordo.events.stage.StageStarted;
import dev.ordo.orchestrator.message.Told;
import dev.ordo.orchestrator.message.WorkCommand;
import dev.ordo.orchestrator.message.WorkResult;
import dev.ordo.orchestrator.message.WorkUnwanted;
import dev.ordo.orchestrator.message.WorkWanted;
import dev.ordo.orchestrator.stage.Effect;
import dev.ordo.orchestrator.stage.Failed;
import dev.ordo.orchestrator.stage.Patience;
import dev.ordo.orchestrator.stage.Resting;
import dev.ordo.orchestrator.stage.Running;
import dev.ordo.orchestrator.stage.Transition;
import dev.ordo.orchestrator.stage.Unknown;
import dev.ordo.orchestrator.stage.Withdrawn;
import dev.ordo.orchestrator.stage.WorkState;
import dev.ordo.stage.messaging.EventCodec;
import dev.ordo.stage.messaging.MalformedEventException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jboss.logging.Logger;

/** Takes what studies want and what workers say; issues work, and tells the studies. */
final class WorkProcessor implements Processor<String, byte[], String, byte[]> {
    private static final Logger LOG = Logger.getLogger(WorkProcessor.class);
    private static final Duration TICK = Duration.ofMillis(100);
    /** Every tick costs a commit, so silence is looked for rarely: it may last a thirtieth longer than it should. */
    private static final int SWEEPS = 30;

    private static final Json<Told> NOTES = new Json<>(Told.class);
    private static final Json<WorkCommand> COMMANDS = new Json<>(WorkCommand.class);

    private final Patience patience;
    private final Placement placement;
    private final WorkMeters meters;
    private final WorkMeters.Holding holding;

    private ProcessorContext<String, byte[]> context;
    private KeyValueStore<String, WorkState> states;
    private Outbox outbox;
    private Alarms rests;
    private Alarms silences;

    WorkProcessor(Patience patience, Placement placement, WorkMeters meters) {
        this.patience = patience;
        this.placement = placement;
        this.meters = meters;
        this.holding = meters.new Holding();
    }

    @Override
    public void init(ProcessorContext<String, byte[]> context) {
        this.context = context;
        this.states = context.getStateStore(OrdoTopology.WORK_STORE);
        this.outbox = new Outbox(context, meters);
        this.rests = new Alarms(context, TICK, this::elapsed);
        this.silences = new Alarms(context, sweepEvery(patience.silence()), this::elapsed);
        holding.clear();
        try (KeyValueIterator<String, WorkState> all = states.all()) {
            all.forEachRemaining(each -> remember(each.key, each.value));
        }
    }

    @Override
    public void close() {
        holding.clear();
    }

    @Override
    public void process(Record<String, byte[]> record) {
        RecordMetadata origin = context.recordMetadata().orElseThrow();
        try {
            if (origin.topic().equals(Topics.STAGE_COMMANDS)) {
                commanded(record.key(), COMMANDS.value(record.value()));
            } else {
                Object event =
                        EventCodec.decode(record.headers(), record.value()).bound();
                Execution speaker = WorkerEvents.speaker(origin.topic(), event);
                WorkerEvents.requireKey(record.key(), speaker);
                placement.require(origin, record.key());
                heard(speaker.key(), event, Instant.ofEpochMilli(record.timestamp()));
            }
        } catch (KafkaException e) {
            throw e;
        } catch (RuntimeException e) {
            outbox.deadLetter(OrdoTopology.WORK_DEAD_SINK, record, origin, e);
        }
    }

    private void commanded(String key, WorkCommand command) {
        if (key == null || command == null) {
            throw new MalformedEventException("a command without a key or a value");
        }
        if (command instanceof WorkWanted wanted) {
            LOG.infof(
                    "study %s: wants %s from %s",
                    wanted.client().studyId(), key, wanted.work().workTopic());
            change(key, state -> state.wanted(key, wanted), true);
        } else if (command instanceof WorkUnwanted unwanted) {
            LOG.infof("study %s: no longer wants %s", unwanted.studyId(), key);
            change(key, state -> state.unwanted(key, unwanted.studyId()), true);
        }
    }

    private void heard(String key, Object event, Instant at) {
        change(key, state -> transition(key, state, event, at), !(event instanceof StageProgress));
    }

    private Transition transition(String key, WorkState state, Object event, Instant at) {
        if (event instanceof StageStarted started) {
            return state.started(key, started, at);
        }
        if (event instanceof StageProgress progress) {
            return state.progressed(key, progress, at);
        }
        if (event instanceof StageFailed failure) {
            return state.failed(key, failure, at, patience);
        }
        if (event instanceof StageReleased released) {
            return state.released(key, released);
        }
        if (event instanceof StageCancelled cancelled) {
            return state.cancelled(key, cancelled);
        }
        return state.resulted(key, result(event), at);
    }

    private static WorkResult result(Object event) {
        return event instanceof CheckpointReady ready
                ? new WorkResult.Checkpoint(ready.checkpoint(), ready.result())
                : new WorkResult.Measurement((EvaluationCompleted) event);
    }

    private void elapsed(String key, Instant now) {
        change(key, state -> state.elapsed(key, now, patience), true);
    }

    private void change(String key, Function<WorkState, Transition> decide, boolean urgent) {
        WorkState stored = states.get(key);
        WorkState before = stored == null ? new Unknown() : stored;
        Transition transition = decide.apply(before);
        if (!transition.next().equals(before)) {
            states.put(key, transition.next());
            remember(key, transition.next());
            count(transition.next());
        }
        transition.effects().forEach(each -> apply(key, each));
        if (urgent) {
            context.commit();
        }
    }

    private void apply(String key, Effect effect) {
        if (effect instanceof Effect.Issue issue) {
            LOG.infof("%s: attempt %d is issued", key, issue.request().next().attempt());
            outbox.event(issue.request().next().work().workTopic(), key, issue.request());
            meters.issued(issue.request().next());
        } else if (effect instanceof Effect.Cancel cancel) {
            outbox.event(OrdoTopology.CONTROL_SINK, key, cancel.command());
        } else if (effect instanceof Effect.Tell tell) {
            Told told = new Told(tell.client().round(), tell.note());
            outbox.message(OrdoTopology.NOTE_SINK, tell.client().studyId(), NOTES, told);
        } else if (effect instanceof Effect.Ignore ignore) {
            LOG.infof("%s: ignored: %s", key, ignore.reason());
        }
    }

    private void count(WorkState next) {
        if (next instanceof Failed failed) {
            meters.givenUp(failed);
        } else if (next instanceof Withdrawn withdrawn) {
            meters.withdrawn(withdrawn.order().work().workTopic());
        }
    }

    private void remember(String key, WorkState state) {
        holding.put(key, state);
        if (state instanceof Resting rest) {
            rests.set(key, rest.until());
        } else {
            rests.clear(key);
        }
        if (state instanceof Running running) {
            silences.set(key, running.heardAt().plus(patience.silence()));
        } else {
            silences.clear(key);
        }
    }

    private static Duration sweepEvery(Duration silence) {
        Duration interval = silence.dividedBy(SWEEPS);
        return interval.compareTo(TICK) < 0 ? TICK : interval;
    }
}
