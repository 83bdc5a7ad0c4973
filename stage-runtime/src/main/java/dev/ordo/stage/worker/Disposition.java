package dev.ordo.stage.worker;

/** What becomes of a work record once its handling is over. */
public enum Disposition {
    /** Done with, whether it led to a result, a failure or the dead-letter topic. */
    ACCEPT,
    /** Given back, for this or another worker to take again. */
    RELEASE
}
