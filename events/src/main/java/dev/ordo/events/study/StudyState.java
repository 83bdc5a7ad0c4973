package dev.ordo.events.study;

/** Where a study is. All but the first are ends. */
public enum StudyState {
    RUNNING,
    /** Every stage and evaluation succeeded. */
    COMPLETED,
    /** Some orderings have a result; others failed, each with its reason. */
    PARTIAL,
    /** The request was wrong; nothing was started. */
    REJECTED,
    /** No ordering has a result. */
    FAILED,
    /** Somebody cancelled it; rows that were done by then stay. */
    CANCELLED;

    public boolean ended() {
        return this != RUNNING;
    }
}
