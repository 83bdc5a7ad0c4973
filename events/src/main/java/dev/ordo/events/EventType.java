package dev.ordo.events;

import dev.ordo.events.stage.CancelStage;
import dev.ordo.events.stage.CheckpointReady;
import dev.ordo.events.stage.EvaluationCompleted;
import dev.ordo.events.stage.StageCancelled;
import dev.ordo.events.stage.StageFailed;
import dev.ordo.events.stage.StageProgress;
import dev.ordo.events.stage.StageReleased;
import dev.ordo.events.stage.StageStarted;
import dev.ordo.events.study.CancelStudy;
import dev.ordo.events.study.RetryStudy;
import dev.ordo.events.study.StudyRequested;
import dev.ordo.events.study.StudyStatus;
import java.util.Arrays;
import java.util.Optional;

/** The CloudEvents {@code type} of each event, and the record that its data is. */
public enum EventType {
    STUDY_REQUESTED("dev.ordo.study.requested.v1", StudyRequested.class),
    CANCEL_STUDY("dev.ordo.study.cancel.v1", CancelStudy.class),
    RETRY_STUDY("dev.ordo.study.retry.v1", RetryStudy.class),
    STUDY_STATUS("dev.ordo.study.status.v1", StudyStatus.class),
    CHECKPOINT_READY("dev.ordo.checkpoint.ready.v1", CheckpointReady.class),
    STAGE_STARTED("dev.ordo.stage.started.v1", StageStarted.class),
    STAGE_PROGRESS("dev.ordo.stage.progress.v1", StageProgress.class),
    STAGE_FAILED("dev.ordo.stage.failed.v1", StageFailed.class),
    STAGE_RELEASED("dev.ordo.stage.released.v1", StageReleased.class),
    STAGE_CANCELLED("dev.ordo.stage.cancelled.v1", StageCancelled.class),
    CANCEL_STAGE("dev.ordo.stage.cancel.v1", CancelStage.class),
    EVALUATION_COMPLETED("dev.ordo.evaluation.completed.v1", EvaluationCompleted.class);

    private final String type;
    private final Class<?> data;

    EventType(String type, Class<?> data) {
        this.type = type;
        this.data = data;
    }

    public String type() {
        return type;
    }

    public Class<?> data() {
        return data;
    }

    public static Optional<EventType> ofType(String type) {
        return Arrays.stream(values()).filter(each -> each.type.equals(type)).findFirst();
    }

    /** @throws IllegalArgumentException if {@code data} is no event's record */
    public static EventType ofData(Object data) {
        return Arrays.stream(values())
                .filter(each -> each.data.isInstance(data))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(data.getClass().getName() + " is not an event"));
    }
}
