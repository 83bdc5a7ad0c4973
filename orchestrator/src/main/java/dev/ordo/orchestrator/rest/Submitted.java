package dev.ordo.orchestrator.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.ordo.events.study.StudyState;
import dev.ordo.events.study.StudyStatus;

/**
 * What was sent on.
 *
 * @param studyId the study
 * @param state where it is; absent where it is not known yet what comes of the request
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Submitted(String studyId, StudyState state) {

    static Submitted known(StudyStatus status) {
        return new Submitted(status.studyId(), status.state());
    }
}
