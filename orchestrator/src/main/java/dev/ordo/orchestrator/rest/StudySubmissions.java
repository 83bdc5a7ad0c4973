package dev.ordo.orchestrator.rest;

import dev.ordo.events.study.CancelStudy;
import dev.ordo.events.study.RetryStudy;
import dev.ordo.events.study.StudyRequested;

/** Where sound requests and commands go. Each returns once the broker has it. */
public interface StudySubmissions {

    void submit(StudyRequested request);

    void cancel(CancelStudy command);

    void retry(RetryStudy command);
}
