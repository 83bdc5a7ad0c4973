package dev.ordo.orchestrator.topology;

import dev.ordo.events.Checks;
import dev.ordo.events.EventType;
import dev.ordo.events.Topics;
import dev.ordo.events.error.ErrorCode;
import dev.ordo.events.error.PermanentException;
import dev.ordo.events.study.CancelStudy;
import dev.ordo.events.study.RetryStudy;
import dev.ordo.events.study.StudyState;
import dev.ordo.orchestrator.message.Told;
import dev.ordo.orchestrator.plan.Plan;
import dev.ordo.orchestrator.plan.RequestDigest;
import dev.ordo.orchestrator.plan.StudyReader;
import dev.ordo.orchestrator.study.Applicable;
import dev.ordo.orchestrator.study.Decision;
import dev.ordo.orchestrator.study.Study;
import dev.ordo.orchestrator.study.StudyMachine;
import dev.ordo.stage.messaging.Event;
import dev.ordo.stage.messaging.EventCodec;
import dev.ordo.stage.messaging.MalformedEventException;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jboss.logging.Logger;

/** Takes requests of studies, commands to them, and what stages tell of their work. */
final class StudyProcessor implements Processor<String, byte[], String, byte[]> {
    private static final Logger LOG = Logger.getLogger(StudyProcessor.class);
    private static final Json<Told> NOTES = new Json<>(Told.class);

    private final StudyReader reader;
    private final Placement placement;
    private final WorkMeters meters;

    private ProcessorContext<String, byte[]> context;
    private Outbox outbox;
    private StudyBooks books;
    private Intake intake;

    StudyProcessor(StudyReader reader, Placement placement, WorkMeters meters) {
        this.reader = reader;
        this.placement = placement;
        this.meters = meters;
    }

    @Override
    public void init(ProcessorContext<String, byte[]> context) {
        this.context = context;
        this.outbox = new Outbox(context, meters);
        this.books = new StudyBooks(context, outbox);
        this.intake = new Intake(reader, books, context);
    }

    @Override
    public void process(Record<String, byte[]> record) {
        RecordMetadata origin = context.recordMetadata().orElseThrow();
        try {
            if (origin.topic().equals(Topics.STUDY_NOTES)) {
                noted(record.key(), NOTES.value(record.value()), Instant.ofEpochMilli(record.timestamp()));
            } else {
                sent(record, origin);
            }
        } catch (KafkaException e) {
            throw e;
        } catch (RuntimeException e) {
            outbox.deadLetter(OrdoTopology.STUDY_DEAD_SINK, record, origin, e);
        }
    }

    private void sent(Record<String, byte[]> record, RecordMetadata origin) {
        Event event = EventCodec.decode(record.headers(), record.value());
        if (event.type() != EventType.STUDY_REQUESTED
                && event.type() != EventType.CANCEL_STUDY
                && event.type() != EventType.RETRY_STUDY) {
            throw new MalformedEventException("expected " + EventType.STUDY_REQUESTED.type() + " or a command, was "
                    + event.type().type());
        }
        String studyId = Checks.name("studyId", event.data().path("studyId").textValue());
        if (!placement.isRight(record, origin.partition(), studyId)) {
            outbox.send(OrdoTopology.STUDIES_SINK, studyId, record.value(), Placement.placed(record.headers()));
            return;
        }
        Instant at = Instant.ofEpochMilli(record.timestamp());
        switch (event.type()) {
            case CANCEL_STUDY -> cancel(event.as(CancelStudy.class), at);
            case RETRY_STUDY -> retry(event.as(RetryStudy.class), at);
            default -> requested(studyId, event, at);
        }
    }

    private void requested(String studyId, Event event, Instant at) {
        Study known = books.find(studyId);
        String digest = RequestDigest.of(event.data());
        if (known == null || known instanceof Study.Rejected) {
            intake.take(studyId, new Study.Unresolved(digest, at, event.data()));
        } else if (known.digest().equals(digest)) {
            LOG.infof("study %s: requested again, unchanged", studyId);
        } else {
            throw conflict("study '" + studyId + "' exists already, with another request");
        }
    }

    private void cancel(CancelStudy command, Instant at) {
        String studyId = command.studyId();
        Study study = known(studyId);
        StudyState state = books.status(studyId, study).state();
        Optional<String> hindrance = Applicable.whyNotCancel(state);
        if (state == StudyState.CANCELLED) {
            LOG.infof("study %s: cancelled again, unchanged", studyId);
        } else if (hindrance.isPresent()) {
            throw conflict("study '" + studyId + "' " + hindrance.get());
        } else if (study instanceof Study.Planned planned) {
            Plan plan = books.plan(studyId);
            change(studyId, planned, StudyMachine.cancel(plan, planned.account(), command.reason(), at));
        } else if (study instanceof Study.Unresolved waiting) {
            intake.drop(studyId);
            books.shelved(studyId, waiting.shelved(at, command.reason()));
        }
    }

    private void retry(RetryStudy command, Instant at) {
        String studyId = command.studyId();
        Study study = known(studyId);
        StudyState state = books.status(studyId, study).state();
        Optional<String> hindrance = Applicable.whyNotRetry(state);
        if (state == StudyState.RUNNING) {
            LOG.infof("study %s: to be retried, but runs", studyId);
        } else if (hindrance.isPresent()) {
            throw conflict("study '" + studyId + "' " + hindrance.get());
        } else if (study instanceof Study.Planned planned) {
            change(studyId, planned, StudyMachine.retry(books.plan(studyId), planned.account(), at));
        } else if (study instanceof Study.Shelved shelved) {
            intake.take(studyId, shelved.again());
        }
    }

    private void noted(String studyId, Told told, Instant at) {
        if (told == null || !(books.find(studyId) instanceof Study.Planned study)) {
            throw new MalformedEventException("a note to a study that is not planned");
        }
        if (study.account().endedAt() != null || study.account().round() != told.round()) {
            return;
        }
        Decision decision = StudyMachine.decide(books.plan(studyId), study.account(), told.note(), at);
        if (!decision.account().equals(study.account())) {
            change(studyId, study, decision);
        }
    }

    private void change(String studyId, Study.Planned study, Decision decision) {
        books.planned(studyId, study.with(decision.account()), decision);
    }

    private Study known(String studyId) {
        Study study = books.find(studyId);
        if (study == null) {
            throw new PermanentException(ErrorCode.UNKNOWN_STUDY, "there is no study '" + studyId + "'");
        }
        return study;
    }

    private static PermanentException conflict(String message) {
        return new PermanentException(ErrorCode.STUDY_CONFLICT, message);
    }
}
