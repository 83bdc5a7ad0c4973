package dev.ordo.events.study;

import dev.ordo.events.Checks;

/**
 * A team no longer wants a study. What is done stays; work that no other study wants is cancelled.
 *
 * @param studyId the study
 * @param reason why, for those who read the status
 */
public record CancelStudy(String studyId, String reason) {

    public CancelStudy {
        Checks.name("studyId", studyId);
        Checks.required("reason", reason);
    }
}
