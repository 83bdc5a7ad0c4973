package dev.ordo.orchestrator.plan;

import dev.ordo.events.study.StudyProblem;
import java.util.List;

/** What came of reading a request: a plan, or all that is wrong with it. */
public sealed interface StudyReading {

    record Sound(Plan plan) implements StudyReading {}

    record Unsound(List<StudyProblem> problems) implements StudyReading {}
}
