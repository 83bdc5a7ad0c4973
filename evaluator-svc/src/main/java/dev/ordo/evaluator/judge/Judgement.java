package dev.ordo.evaluator.judge;

/** What became of judging one answer by one metric. */
public sealed interface Judgement {
    /**
     * It was judged.
     *
     * @param score in [0, 1]
     * @param mode how it was scored
     */
    record Scored(double score, ScoreMode mode) implements Judgement {}

    /** It could not be judged. */
    record Failed(FailureReason reason) implements Judgement {}
}
