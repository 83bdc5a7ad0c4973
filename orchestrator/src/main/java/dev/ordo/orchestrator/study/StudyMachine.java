package dev.ordo.orchestrator.study;

import dev.ordo.orchestrator.message.StudyNote;
import dev.ordo.orchestrator.plan.Plan;
import dev.ordo.orchestrator.plan.PlannedStage;
import java.time.Instant;
import java.util.List;

/** Decides what a study does next. Same plan, account and event: same decision. */
public final class StudyMachine {
    private StudyMachine() {}

    /** Opens a study: its first stages and the baseline's evaluation are wanted. */
    public static Decision open(Plan plan, Instant at) {
        Bookkeeping books = new Bookkeeping(plan, at);
        plan.stages().stream().map(PlannedStage::key).forEach(books::await);
        books.wantChildren(null, plan.inputs().baseline(), null);
        books.wantEvaluation(plan.inputs().baseline());
        return books.closed(true);
    }

    /**
     * What a note changes.
     *
     * @param at when the broker received the note
     */
    public static Decision decide(Plan plan, Account account, StudyNote note, Instant at) {
        Bookkeeping books = new Bookkeeping(plan, account, at);
        if (account.endedAt() != null || books.run(note.key()).ended()) {
            return new Decision(account, List.of(), List.of(), false);
        }
        if (note instanceof StudyNote.Started started) {
            books.start(started);
        } else if (note instanceof StudyNote.Progressed progressed) {
            books.progress(progressed);
        } else if (note instanceof StudyNote.PutBack) {
            books.put(note.key(), new Run.Wanted(null));
        } else if (note instanceof StudyNote.Accepted accepted) {
            books.accept(accepted);
        } else if (note instanceof StudyNote.Failed failed) {
            books.fail(failed);
        }
        return books.closed(!(note instanceof StudyNote.Progressed));
    }

    /** Ends a study that runs: rows that are done stay, work without a result is no longer wanted. */
    public static Decision cancel(Plan plan, Account account, String reason, Instant at) {
        Bookkeeping books = new Bookkeeping(plan, account, at);
        books.withdraw(reason);
        return books.closed(true);
    }

    /** Opens a study again that ended without being complete: what has no result is wanted once more. */
    public static Decision retry(Plan plan, Account account, Instant at) {
        Bookkeeping books = Bookkeeping.again(plan, account, at);
        books.resume();
        return books.closed(true);
    }
}
