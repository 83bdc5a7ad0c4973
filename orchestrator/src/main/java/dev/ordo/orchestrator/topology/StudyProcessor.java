package dev.ordo.orchestrator.topology;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ordo.events.Checks;
import dev.ordo.events.EventType;
import dev.ordo.events.Topics;
import dev.ordo.events.error.OrdoException;
import dev.ordo.events.error.RetryableException;
import dev.ordo.events.study.StudyProblem;
import dev.ordo.events.study.StudyStatus;
import dev.ordo.orchestrator.message.StudyNote;
import dev.ordo.orchestrator.message.WorkWanted;
import dev.ordo.orchestrator.plan.Plan;
import dev.ordo.orchestrator.plan.StudyReader;
import dev.ordo.orchestrator.plan.StudyReading;
import dev.ordo.orchestrator.study.Decision;
import dev.ordo.orchestrator.study.StatusBuilder;
import dev.ordo.orchestrator.study.Study;
import dev.ordo.orchestrator.study.StudyMachine;
import dev.ordo.stage.messaging.Event;
import dev.ordo.stage.messaging.EventCodec;
import dev.ordo.stage.messaging.MalformedEventException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jboss.logging.Logger;

/** Takes requests of studies and what stages tell of their work; wants work, and publishes statuses. */
final class StudyProcessor implements Processor<String, byte[], String, byte[]> {
    private static final Logger LOG = Logger.getLogger(StudyProcessor.class);
    private static final Duration RESOLVE_AGAIN = Duration.ofSeconds(1);
    private static final Json<StudyNote> NOTES = new Json<>(StudyNote.class);
    private static final Json<WorkWanted> COMMANDS = new Json<>(WorkWanted.class);

    private final StudyReader reader;
    private final Placement placement;
    private final Set<String> unresolved = new LinkedHashSet<>();

    /** Plans of studies that run: read for every note, and never changed. */
    private final Map<String, Plan> running = new HashMap<>();

    private ProcessorContext<String, byte[]> context;
    private KeyValueStore<String, Study> studies;
    private KeyValueStore<String, Plan> plans;
    private Outbox outbox;
    private StatusFeed feed;
    private Ticker resolving;

    StudyProcessor(StudyReader reader, Placement placement) {
        this.reader = reader;
        this.placement = placement;
    }

    @Override
    public void init(ProcessorContext<String, byte[]> context) {
        this.context = context;
        this.studies = context.getStateStore(OrdoTopology.STUDY_STORE);
        this.plans = context.getStateStore(OrdoTopology.PLAN_STORE);
        this.outbox = new Outbox(context);
        this.feed = new StatusFeed(outbox, context);
        this.resolving = new Ticker(context, RESOLVE_AGAIN, now -> resolveAgain());
        try (KeyValueIterator<String, Study> all = studies.all()) {
            all.forEachRemaining(this::recall);
        }
        resolving.tickWhile(!unresolved.isEmpty());
    }

    @Override
    public void process(Record<String, byte[]> record) {
        RecordMetadata origin = context.recordMetadata().orElseThrow();
        try {
            if (origin.topic().equals(Topics.STUDY_NOTES)) {
                noted(record.key(), NOTES.value(record.value()), Instant.ofEpochMilli(record.timestamp()));
            } else {
                requested(record, origin);
            }
        } catch (KafkaException e) {
            throw e;
        } catch (RuntimeException e) {
            outbox.deadLetter(OrdoTopology.STUDY_DEAD_SINK, record, origin, e);
        }
    }

    private void requested(Record<String, byte[]> record, RecordMetadata origin) {
        Event event = EventCodec.decode(record.headers(), record.value());
        if (event.type() != EventType.STUDY_REQUESTED) {
            throw new MalformedEventException("expected " + EventType.STUDY_REQUESTED.type() + ", was "
                    + event.type().type());
        }
        String studyId = Checks.name("studyId", event.data().path("studyId").textValue());
        if (!placement.isRight(record, origin.partition(), studyId)) {
            outbox.send(OrdoTopology.STUDIES_SINK, studyId, record.value(), Placement.placed(record.headers()));
            return;
        }
        Study known = studies.get(studyId);
        if (known != null && known.request().equals(event.data())) {
            LOG.infof("study %s: requested again, unchanged", studyId);
        } else if (known != null && !(known instanceof Study.Rejected)) {
            throw new MalformedEventException("study '" + studyId + "' exists already, with another request");
        } else {
            resolve(studyId, event.data(), Instant.ofEpochMilli(record.timestamp()));
        }
    }

    private void resolve(String studyId, JsonNode request, Instant at) {
        try {
            StudyReading reading = reader.read(request);
            if (reading instanceof StudyReading.Sound sound) {
                open(studyId, sound.plan(), request, at);
            } else if (reading instanceof StudyReading.Unsound unsound) {
                reject(studyId, new Study.Rejected(request, at, unsound.problems()));
            }
            settled(studyId);
        } catch (RetryableException e) {
            postpone(studyId, new Study.Unresolved(request, at), e);
        } catch (OrdoException e) {
            StudyProblem problem = new StudyProblem("study", e.code() + ": " + e.getMessage());
            reject(studyId, new Study.Rejected(request, at, List.of(problem)));
            settled(studyId);
        }
    }

    private void open(String studyId, Plan plan, JsonNode request, Instant at) {
        LOG.infof("study %s: %d stages for %d requested", studyId, plan.stages().size(), plan.requested());
        Decision decision = StudyMachine.open(plan, at);
        plans.put(studyId, plan);
        running.put(studyId, plan);
        apply(studyId, plan, new Study.Planned(request, at, decision.account()), decision);
    }

    private void reject(String studyId, Study.Rejected study) {
        LOG.infof("study %s: rejected: %s", studyId, study.problems());
        studies.put(studyId, study);
        publish(studyId, StatusBuilder.rejected(studyId, study));
    }

    private void postpone(String studyId, Study.Unresolved study, RetryableException cause) {
        resolving.tickWhile(true);
        if (unresolved.add(studyId)) {
            LOG.warnf("study %s: waits for the store: %s", studyId, cause.getMessage());
            studies.put(studyId, study);
            publish(studyId, StatusBuilder.unresolved(studyId, study));
        }
    }

    private void settled(String studyId) {
        unresolved.remove(studyId);
        resolving.tickWhile(!unresolved.isEmpty());
    }

    /** One at a time, since each look-up may last until the store's time-out. */
    private void resolveAgain() {
        unresolved.stream().findFirst().ifPresent(studyId -> {
            if (studies.get(studyId) instanceof Study.Unresolved study) {
                resolve(studyId, study.request(), study.requestedAt());
            }
        });
    }

    private void noted(String studyId, StudyNote note, Instant at) {
        if (note == null || !(studies.get(studyId) instanceof Study.Planned study)) {
            throw new MalformedEventException("a note to a study that is not planned");
        }
        if (study.account().endedAt() != null) {
            return;
        }
        Plan plan = running.computeIfAbsent(studyId, plans::get);
        Decision decision = StudyMachine.decide(plan, study.account(), note, at);
        if (!decision.account().equals(study.account())) {
            apply(studyId, plan, study.with(decision.account()), decision);
        }
    }

    private void apply(String studyId, Plan plan, Study.Planned study, Decision decision) {
        studies.put(studyId, study);
        if (study.account().endedAt() != null) {
            running.remove(studyId);
        }
        decision.wants()
                .forEach(each -> outbox.message(OrdoTopology.COMMAND_SINK, each.key(), COMMANDS, each.wanted()));
        feed.changed(
                studyId, decision.urgent(), context.currentSystemTimeMs(), () -> StatusBuilder.planned(plan, study));
        if (decision.urgent()) {
            context.commit();
        }
    }

    private void publish(String studyId, StudyStatus status) {
        feed.changed(studyId, true, context.currentSystemTimeMs(), () -> status);
        context.commit();
    }

    private void recall(KeyValue<String, Study> each) {
        if (each.value instanceof Study.Unresolved) {
            unresolved.add(each.key);
        }
    }
}
