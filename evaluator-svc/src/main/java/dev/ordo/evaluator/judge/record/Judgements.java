package dev.ordo.evaluator.judge.record;

import java.util.Optional;

/** Where judgements are kept. Used by several threads. */
public interface Judgements {
    /** What the judge said to this before; one that cannot be read is passed over. */
    Optional<JudgementRecord> find(JudgementKey key);

    /**
     * Keeps what a judge said, unless there is something of the same key: that stays.
     *
     * @return what is kept
     */
    JudgementRecord keep(JudgementKey key, JudgementRecord record);

    /** Keeps for audit what came to nothing, over an earlier failure of the same key. It is never found again. */
    void keepFailed(JudgementKey key, JudgementRecord record);
}
