package dev.ordo.orchestrator.rest;

import dev.ordo.events.study.StudyStatus;

/** What a listener to one study hears. */
sealed interface StatusNews {
    /** The study's status is another one than before. */
    record Changed(StudyStatus status) implements StatusNews {}

    /** Nothing has changed for a while; the connection stands. */
    record Quiet() implements StatusNews {}

    /** The study had ended when it was last spoken of: there is no more to come. */
    record Over() implements StatusNews {}
}
