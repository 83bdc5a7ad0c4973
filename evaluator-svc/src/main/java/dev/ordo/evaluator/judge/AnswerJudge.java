package dev.ordo.evaluator.judge;

import dev.ordo.evaluator.response.Answer;
import dev.ordo.stage.Progress;
import java.util.List;

/** Judges answers by G-Eval (arXiv 2303.16634) and by prompt alignment. */
@FunctionalInterface
public interface AnswerJudge {
    /**
     * Judges all of them. An answer that cannot be judged is counted as failed and ends nothing.
     *
     * @param progress told of the judgements made, and heeded between them
     * @throws dev.ordo.events.error.OrdoException if the store that keeps judgements fails
     */
    JudgedAnswers judge(List<Answer> answers, JudgingPlan plan, Progress progress);
}
