package dev.ordo.orchestrator.stage;

import dev.ordo.events.stage.CancelStage;
import dev.ordo.events.stage.CheckpointReady;
import dev.ordo.orchestrator.message.Client;
import dev.ordo.orchestrator.message.StudyNote;

/** What is to be done when a piece of work changes its state. */
public sealed interface Effect {

    /** Put the work on its work topic. */
    record Issue(CheckpointReady request) implements Effect {}

    /** Tell every worker that attempts are unwanted. */
    record Cancel(CancelStage command) implements Effect {}

    record Tell(Client client, StudyNote note) implements Effect {}

    /** Leave a trace in the log: nothing else came of the event. */
    record Ignore(String reason) implements Effect {}
}
