package dev.ordo.evaluator.judge;

import java.util.Locale;

/** How scores came about; figures of different modes do not compare. */
public enum ScoreMode {
    /** G-Eval: weighted by the probabilities that the judge gave to each score. */
    LOG_PROBABILITIES,
    /** G-Eval: the number that the judge wrote, since it returned no probabilities for it. */
    INTEGER,
    /** G-Eval: some answers one way, some the other. */
    MIXED,
    /** Prompt alignment: one verdict an instruction, written by the judge. */
    VERDICTS,
    /** By what a checkpoint finds likely; it writes nothing. */
    LIKELIHOOD,
    /** Nothing could be judged. */
    NONE;

    /** The name that events and reports use, as {@code log-probabilities}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
