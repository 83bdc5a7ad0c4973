package dev.ordo.evaluator.judge.local;

import dev.ordo.model.chat.PromptEncoder;
import dev.ordo.model.evaluation.ContinuationLikelihood;
import java.util.Arrays;

/**
 * How likely a checkpoint finds a text as its own answer to a prompt: by its chat template, if it has one. A continuation that
 * does not fit into the context is scored as far as it does; a prompt that then does not fit is read from where it does.
 */
public final class CheckpointLikelihood implements Likelihood {
    private final PromptEncoder encoder;
    private final ContinuationLikelihood likelihood;

    /** @param encoder of the checkpoint whose likelihood it is; stays its owner's */
    public CheckpointLikelihood(PromptEncoder encoder, ContinuationLikelihood likelihood) {
        this.encoder = encoder;
        this.likelihood = likelihood;
    }

    @Override
    public double meanLogProbability(String prompt, String continuation) {
        int[] all = encoder.tokenizer().encode(continuation);
        int[] scored = Arrays.copyOf(all, Math.min(all.length, likelihood.longest() - 1));
        int[] asked = encoder.encode(prompt);
        int room = likelihood.longest() - scored.length;
        int[] read = Arrays.copyOfRange(asked, Math.max(0, asked.length - room), asked.length);
        return likelihood.score(read, scored).meanLogProbability();
    }
}
