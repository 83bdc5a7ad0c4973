package dev.ordo.events.study;

import dev.ordo.events.Checks;

/**
 * A team wants what a study that ended could not finish: failed, skipped and cancelled stages are wanted again.
 *
 * @param studyId the study; it has ended {@code PARTIAL}, {@code FAILED} or {@code CANCELLED}
 */
public record RetryStudy(String studyId) {

    public RetryStudy {
        Checks.name("studyId", studyId);
    }
}
