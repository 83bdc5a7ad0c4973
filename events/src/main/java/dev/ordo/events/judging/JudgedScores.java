package dev.ordo.events.judging;

import dev.ordo.events.Checks;

/**
 * What judging found of one checkpoint.
 *
 * @param gEval how well its responses meet the criteria
 * @param promptAlignment fraction of instructions that they follow
 * @param clarity mean of reading ease, fluency under the study's baseline, and likeness to the prompt
 */
public record JudgedScores(JudgedScore gEval, JudgedScore promptAlignment, JudgedScore clarity) {

    public JudgedScores {
        Checks.required("judged.gEval", gEval);
        Checks.required("judged.promptAlignment", promptAlignment);
        Checks.required("judged.clarity", clarity);
    }

    /**
     * Whether judging again would find the same. A checkpoint's likelihoods and clarity always do; a model behind an endpoint that
     * failed may answer next time.
     */
    public boolean settled(Judge judge) {
        return judge.model() == null || gEval.failed() + promptAlignment.failed() == 0;
    }
}
