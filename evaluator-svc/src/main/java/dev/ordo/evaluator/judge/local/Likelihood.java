package dev.ordo.evaluator.judge.local;

/** How likely a checkpoint finds a text. */
@FunctionalInterface
public interface Likelihood {
    /**
     * @param prompt what stands before; the model answers to it
     * @param continuation what is scored; not empty
     * @return mean over the continuation's tokens of log p(token | all before it), nats
     */
    double meanLogProbability(String prompt, String continuation);
}
