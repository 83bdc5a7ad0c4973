package dev.ordo.orchestrator.rest;

import dev.ordo.events.study.StudyRequested;

/** Where sound requests go. */
public interface StudySubmissions {

    /** Returns once the broker has the request. */
    void submit(StudyRequested request);
}
