package dev.ordo.evaluator.algorithm;

import dev.ordo.model.WorkProgress;
import dev.ordo.model.evaluation.Perplexity;

/** Adds up the tokens scored over several passes over several texts. */
final class TokenTally {
    private final WorkProgress progress;
    private final long total;
    private long finished;

    TokenTally(WorkProgress progress, long total) {
        this.progress = progress;
        this.total = total;
    }

    /** The listener of one pass over one text of so many tokens; batches count as if they were equally long. */
    Perplexity.Progress text(long tokens) {
        return (done, batches) -> {
            progress.report(finished + tokens * done / batches, total, "token");
            if (done == batches) {
                finished += tokens;
            }
        };
    }
}
