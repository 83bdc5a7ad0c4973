package dev.ordo.orchestrator.topology;

import dev.ordo.events.Topics;
import dev.ordo.events.stage.CheckpointReady;
import dev.ordo.events.stage.EvaluationCompleted;
import dev.ordo.events.stage.StageFailed;
import dev.ordo.events.stage.StageProgress;
import dev.ordo.events.stage.StageStarted;
import dev.ordo.orchestrator.message.StudyNote;
import dev.ordo.orchestrator.message.WorkResult;
import dev.ordo.orchestrator.message.WorkWanted;
import dev.ordo.orchestrator.stage.Effect;
import dev.ordo.orchestrator.stage.Resting;
import dev.ordo.orchestrator.stage.Transition;
import dev.ordo.orchestrator.stage.Unknown;
import dev.ordo.orchestrator.stage.WorkState;
import dev.ordo.stage.messaging.Event;
import dev.ordo.stage.messaging.EventCodec;
import dev.ordo.stage.messaging.MalformedEventException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.streams.KeyValue;
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
    private static final Json<StudyNote> NOTES = new Json<>(StudyNote.class);
    private static final Json<WorkWanted> COMMANDS = new Json<>(WorkWanted.class);

    /** Work that rests, and until when: what the store holds of it, so that a tick need not read the whole store. */
    private final Map<String, Instant> resting = new HashMap<>();

    private ProcessorContext<String, byte[]> context;
    private KeyValueStore<String, WorkState> states;
    private Outbox outbox;
    private Ticker ticker;

    @Override
    public void init(ProcessorContext<String, byte[]> context) {
        this.context = context;
        this.states = context.getStateStore(OrdoTopology.WORK_STORE);
        this.outbox = new Outbox(context);
        this.ticker = new Ticker(context, TICK, now -> elapsed(Instant.ofEpochMilli(now)));
        try (KeyValueIterator<String, WorkState> all = states.all()) {
            all.forEachRemaining(this::recall);
        }
        ticker.tickWhile(!resting.isEmpty());
    }

    @Override
    public void process(Record<String, byte[]> record) {
        RecordMetadata origin = context.recordMetadata().orElseThrow();
        try {
            if (origin.topic().equals(Topics.STAGE_COMMANDS)) {
                wanted(record.key(), COMMANDS.value(record.value()));
            } else {
                Event event = EventCodec.decode(record.headers(), record.value());
                heard(event.bound(), Instant.ofEpochMilli(record.timestamp()));
            }
        } catch (KafkaException e) {
            throw e;
        } catch (RuntimeException e) {
            outbox.deadLetter(OrdoTopology.WORK_DEAD_SINK, record, origin, e);
        }
    }

    private void wanted(String key, WorkWanted wanted) {
        if (key == null || wanted == null) {
            throw new MalformedEventException("a command without a key or a value");
        }
        change(key, state -> state.wanted(key, wanted), true);
    }

    private void heard(Object event, Instant at) {
        if (event instanceof StageStarted started) {
            String key = started.execution().key();
            change(key, state -> state.started(key, started, at), true);
        } else if (event instanceof StageProgress progress) {
            String key = progress.execution().key();
            change(key, state -> state.progressed(key, progress), false);
        } else if (event instanceof StageFailed failure) {
            String key = failure.execution().key();
            change(key, state -> state.failed(key, failure, at), true);
        } else {
            WorkResult result = result(event);
            String key = result.execution().key();
            change(key, state -> state.resulted(key, result, at), true);
        }
    }

    private static WorkResult result(Object event) {
        if (event instanceof EvaluationCompleted evaluation) {
            return new WorkResult.Measurement(evaluation);
        }
        if (event instanceof CheckpointReady ready && ready.result() != null) {
            return new WorkResult.Checkpoint(ready.checkpoint(), ready.result());
        }
        throw new MalformedEventException(
                "nothing that a worker may say here: " + event.getClass().getSimpleName());
    }

    private void elapsed(Instant now) {
        List<String> due = resting.entrySet().stream()
                .filter(each -> !each.getValue().isAfter(now))
                .map(Map.Entry::getKey)
                .toList();
        due.forEach(key -> change(key, state -> state.elapsed(key, now), true));
    }

    private void change(String key, Function<WorkState, Transition> decide, boolean urgent) {
        WorkState stored = states.get(key);
        WorkState before = stored == null ? new Unknown() : stored;
        Transition transition = decide.apply(before);
        if (!transition.next().equals(before)) {
            states.put(key, transition.next());
            remember(key, transition.next());
        }
        transition.effects().forEach(each -> apply(key, each));
        if (urgent) {
            context.commit();
        }
    }

    private void apply(String key, Effect effect) {
        if (effect instanceof Effect.Issue issue) {
            outbox.event(issue.request().next().work().workTopic(), key, issue.request());
        } else if (effect instanceof Effect.Tell tell) {
            outbox.message(OrdoTopology.NOTE_SINK, tell.studyId(), NOTES, tell.note());
        } else if (effect instanceof Effect.Ignore ignore) {
            LOG.infof("%s: ignored: %s", key, ignore.reason());
        }
    }

    private void remember(String key, WorkState state) {
        if (state instanceof Resting rest) {
            resting.put(key, rest.until());
        } else {
            resting.remove(key);
        }
        ticker.tickWhile(!resting.isEmpty());
    }

    private void recall(KeyValue<String, WorkState> each) {
        remember(each.key, each.value);
    }
}
