package dev.ordo.orchestrator.rest;

import dev.ordo.events.study.StudyStatus;
import java.util.List;
import java.util.Optional;

/** The newest status of every study. */
public interface StudyStatuses {

    /** @throws StatusesNotReadyException while they are being read for the first time */
    Optional<StudyStatus> find(String studyId);

    /**
     * All of them, newest request first.
     *
     * @throws StatusesNotReadyException while they are being read for the first time
     */
    List<StudyStatus> all();
}
