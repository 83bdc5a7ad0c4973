package dev.ordo.orchestrator.topology;

import dev.ordo.events.error.ErrorCode;
import dev.ordo.events.error.OrdoException;
import dev.ordo.events.error.RetryableException;
import dev.ordo.events.study.StudyProblem;
import dev.ordo.orchestrator.plan.Plan;
import dev.ordo.orchestrator.plan.StudyReader;
import dev.ordo.orchestrator.plan.StudyReading;
import dev.ordo.orchestrator.study.Decision;
import dev.ordo.orchestrator.study.Study;
import dev.ordo.orchestrator.study.StudyMachine;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.jboss.logging.Logger;

/**
 * Makes plans of requests. While the store is away nobody can say what the names in them stand for: such studies wait, in
 * the order in which they came, and are tried again. A look-up may last until its limit and holds up the other studies of
 * this thread, so it is begun only where no study waits already, and the waiting ones leave the thread free most of the time.
 */
final class Intake {
    private static final Logger LOG = Logger.getLogger(Intake.class);
    private static final Duration AGAIN = Duration.ofSeconds(1);
    /** For so many times as long as a vain look-up took there is none. */
    private static final int PAUSES = 4;

    private final StudyReader reader;
    private final StudyBooks books;
    private final Set<String> unresolved = new LinkedHashSet<>();
    private final Ticker ticker;
    private long nextTry;

    Intake(StudyReader reader, StudyBooks books, ProcessorContext<?, ?> context) {
        this.reader = reader;
        this.books = books;
        this.ticker = new Ticker(context, AGAIN, this::tryAgain);
        books.forEach(this::recall);
        ticker.tickWhile(!unresolved.isEmpty());
    }

    void take(String studyId, Study.Unresolved study) {
        if (!unresolved.isEmpty()) {
            postpone(studyId, study, "others wait already");
        } else {
            resolve(studyId, study);
        }
    }

    /** Somebody no longer wants a study that waits. */
    void drop(String studyId) {
        unresolved.remove(studyId);
        ticker.tickWhile(!unresolved.isEmpty());
    }

    /** Whether the store answered. */
    private boolean resolve(String studyId, Study.Unresolved study) {
        StudyReading reading;
        try {
            reading = read(study);
        } catch (RetryableException e) {
            postpone(studyId, study, e.getMessage());
            return false;
        }
        drop(studyId);
        if (reading instanceof StudyReading.Sound sound) {
            open(studyId, sound.plan(), study);
        } else if (reading instanceof StudyReading.Unsound unsound) {
            reject(studyId, study, unsound.problems());
        }
        return true;
    }

    /** A failure that nobody foresaw is a reason to reject one study, and none to stop the others. */
    private StudyReading read(Study.Unresolved study) {
        try {
            return reader.read(study.request());
        } catch (RetryableException e) {
            throw e;
        } catch (OrdoException e) {
            return unsound(e.code(), e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("a request could not be read", e);
            return unsound(ErrorCode.INTERNAL, e.toString());
        }
    }

    private static StudyReading unsound(ErrorCode code, String message) {
        return new StudyReading.Unsound(List.of(new StudyProblem("study", code + ": " + message)));
    }

    private void open(String studyId, Plan plan, Study.Unresolved study) {
        LOG.infof("study %s: %d stages for %d requested", studyId, plan.stages().size(), plan.requested());
        Decision decision = StudyMachine.open(plan, study.requestedAt());
        books.open(studyId, plan, new Study.Planned(study.digest(), study.requestedAt(), decision.account()), decision);
    }

    private void reject(String studyId, Study.Unresolved study, List<StudyProblem> problems) {
        LOG.infof("study %s: rejected: %s", studyId, problems);
        books.rejected(studyId, new Study.Rejected(study.digest(), study.requestedAt(), problems));
    }

    private void postpone(String studyId, Study.Unresolved study, String reason) {
        ticker.tickWhile(true);
        if (unresolved.add(studyId)) {
            LOG.warnf("study %s: waits for the store: %s", studyId, reason);
            books.unresolved(studyId, study);
        }
    }

    private void tryAgain(long now) {
        if (now < nextTry) {
            return;
        }
        long begin = System.nanoTime();
        for (String studyId : List.copyOf(unresolved)) {
            if (!(books.find(studyId) instanceof Study.Unresolved study)) {
                drop(studyId);
            } else if (!resolve(studyId, study)) {
                break;
            }
        }
        nextTry = now + PAUSES * Duration.ofNanos(System.nanoTime() - begin).toMillis();
    }

    private void recall(KeyValue<String, Study> each) {
        if (each.value instanceof Study.Unresolved) {
            unresolved.add(each.key);
        }
    }
}
