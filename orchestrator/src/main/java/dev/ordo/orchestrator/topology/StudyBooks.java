package dev.ordo.orchestrator.topology;

import dev.ordo.events.study.StudyStatus;
import dev.ordo.orchestrator.message.WorkCommand;
import dev.ordo.orchestrator.message.WorkUnwanted;
import dev.ordo.orchestrator.plan.Plan;
import dev.ordo.orchestrator.study.Decision;
import dev.ordo.orchestrator.study.StatusBuilder;
import dev.ordo.orchestrator.study.Study;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/** The studies of one partition: what is known of them, and what of it goes out when it changes. */
final class StudyBooks {
    private static final Json<WorkCommand> COMMANDS = new Json<>(WorkCommand.class);

    private final ProcessorContext<String, byte[]> context;
    private final KeyValueStore<String, Study> studies;
    private final KeyValueStore<String, Plan> plans;
    private final Outbox outbox;
    private final StatusFeed feed;

    /** Plans of studies that run: read for every note, and never changed. */
    private final Map<String, Plan> running = new HashMap<>();

    StudyBooks(ProcessorContext<String, byte[]> context, Outbox outbox) {
        this.context = context;
        this.studies = context.getStateStore(OrdoTopology.STUDY_STORE);
        this.plans = context.getStateStore(OrdoTopology.PLAN_STORE);
        this.outbox = outbox;
        this.feed = new StatusFeed(outbox, context);
    }

    /** Null where there is none. */
    Study find(String studyId) {
        return studies.get(studyId);
    }

    void forEach(Consumer<KeyValue<String, Study>> each) {
        try (KeyValueIterator<String, Study> all = studies.all()) {
            all.forEachRemaining(each);
        }
    }

    Plan plan(String studyId) {
        return running.computeIfAbsent(studyId, plans::get);
    }

    void open(String studyId, Plan plan, Study.Planned study, Decision decision) {
        plans.put(studyId, plan);
        running.put(studyId, plan);
        planned(studyId, study, decision);
    }

    void planned(String studyId, Study.Planned study, Decision decision) {
        Plan plan = plan(studyId);
        studies.put(studyId, study);
        if (study.account().endedAt() != null) {
            running.remove(studyId);
        }
        decision.wants().forEach(each -> command(each.key(), each.wanted()));
        decision.unwanted().forEach(key -> command(key, new WorkUnwanted(studyId)));
        feed.changed(
                studyId, decision.urgent(), context.currentSystemTimeMs(), () -> StatusBuilder.planned(plan, study));
        if (decision.urgent()) {
            context.commit();
        }
    }

    void rejected(String studyId, Study.Rejected study) {
        studies.put(studyId, study);
        publish(studyId, StatusBuilder.rejected(studyId, study));
    }

    void unresolved(String studyId, Study.Unresolved study) {
        studies.put(studyId, study);
        publish(studyId, StatusBuilder.unresolved(studyId, study));
    }

    void shelved(String studyId, Study.Shelved study) {
        studies.put(studyId, study);
        publish(studyId, StatusBuilder.shelved(studyId, study));
    }

    StudyStatus status(String studyId, Study study) {
        if (study instanceof Study.Planned planned) {
            return StatusBuilder.planned(plan(studyId), planned);
        }
        if (study instanceof Study.Rejected rejected) {
            return StatusBuilder.rejected(studyId, rejected);
        }
        return study instanceof Study.Shelved shelved
                ? StatusBuilder.shelved(studyId, shelved)
                : StatusBuilder.unresolved(studyId, (Study.Unresolved) study);
    }

    private void command(String key, WorkCommand command) {
        outbox.message(OrdoTopology.COMMAND_SINK, key, COMMANDS, command);
    }

    private void publish(String studyId, StudyStatus status) {
        feed.changed(studyId, true, context.currentSystemTimeMs(), () -> status);
        context.commit();
    }
}
