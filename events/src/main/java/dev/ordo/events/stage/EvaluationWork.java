package dev.ordo.events.stage;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.ordo.events.Checks;
import dev.ordo.events.Topics;
import dev.ordo.events.judging.JudgingWork;
import java.util.List;

/**
 * One checkpoint to be measured.
 *
 * @param baseline what the divergence and the compression ratio are taken against
 * @param sets held-out texts
 * @param maxTokens at most this many tokens of each set are scored, from its beginning
 * @param judging what is judged besides; absent where nothing is
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EvaluationWork(CheckpointRef baseline, List<DatasetRef> sets, Long maxTokens, JudgingWork judging)
        implements Work {

    /** Without judging. */
    public EvaluationWork(CheckpointRef baseline, List<DatasetRef> sets, Long maxTokens) {
        this(baseline, sets, maxTokens, null);
    }

    public EvaluationWork {
        Checks.required("next.work.baseline", baseline);
        sets = List.copyOf(Checks.notEmpty("next.work.sets", sets));
        Checks.between("next.work.maxTokens", maxTokens, 2L, Long.MAX_VALUE);
    }

    /** Whether what was found holds for every study that wants this, or a judge is to be asked again. */
    public boolean settledBy(EvaluationCompleted found) {
        return judging == null || found.judged() == null || found.judged().settled(judging.judge());
    }

    @Override
    public String workTopic() {
        return Topics.WORK_EVALUATE;
    }
}
