package dev.ordo.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ordo.events.error.ErrorCode;
import dev.ordo.events.error.OrdoException;
import dev.ordo.events.error.PermanentException;
import dev.ordo.events.error.RetryableException;
import dev.ordo.events.study.StudyState;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Names that other teams and stored records rely on. Changing one is a new version of the contract. */
class ContractNamesTest {

    @Test
    void pinsTheTopics() {
        assertThat(Topics.ALL)
                .containsExactlyInAnyOrder(
                        "ordo.studies",
                        "ordo.checkpoints",
                        "ordo.stage-events",
                        "ordo.evaluations",
                        "ordo.control",
                        "ordo.study-status",
                        "ordo.dead-letter",
                        "ordo.work.prune",
                        "ordo.work.distill",
                        "ordo.work.quantize",
                        "ordo.work.evaluate",
                        "ordo.orchestrator.stage-commands",
                        "ordo.orchestrator.study-notes");
        assertThat(Topics.WORK)
                .containsExactly("ordo.work.prune", "ordo.work.distill", "ordo.work.quantize", "ordo.work.evaluate");
        assertThat(Topics.COMPACTED).containsExactly("ordo.study-status", "ordo.control");
        assertThat(Topics.ALL)
                .allSatisfy(
                        topic -> assertThat(Topics.partitions(topic)).isEqualTo(Topics.WORK.contains(topic) ? 1 : 12));
    }

    @Test
    void pinsTheEventTypes() {
        assertThat(EventType.values())
                .extracting(EventType::type)
                .containsExactly(
                        "dev.ordo.study.requested.v1",
                        "dev.ordo.study.cancel.v1",
                        "dev.ordo.study.retry.v1",
                        "dev.ordo.study.status.v1",
                        "dev.ordo.checkpoint.ready.v1",
                        "dev.ordo.stage.started.v1",
                        "dev.ordo.stage.progress.v1",
                        "dev.ordo.stage.failed.v1",
                        "dev.ordo.stage.released.v1",
                        "dev.ordo.stage.cancelled.v1",
                        "dev.ordo.stage.cancel.v1",
                        "dev.ordo.evaluation.completed.v1");
    }

    @Test
    void findsAnEventByTypeAndByRecord() {
        for (EventType each : EventType.values()) {
            assertThat(EventType.ofType(each.type())).contains(each);
            assertThat(each.data().isRecord()).isTrue();
        }
        assertThat(EventType.ofType("dev.ordo.study.requested.v2")).isEmpty();
        assertThatThrownBy(() -> EventType.ofData("text")).hasMessage("java.lang.String is not an event");
    }

    @Test
    void pinsTheErrorCodes() {
        assertThat(names(ErrorCode.values()))
                .containsExactly(
                        "UNSUPPORTED_MODEL",
                        "INVALID_CHECKPOINT",
                        "INVALID_SAFETENSORS",
                        "INVALID_GGUF",
                        "SHAPE_MISMATCH",
                        "INVALID_TOKENIZER",
                        "INVALID_DATA",
                        "INVALID_RECIPE",
                        "TRAINING_DIVERGED",
                        "DIGEST_MISMATCH",
                        "FILE_ACCESS_FAILED",
                        "INSUFFICIENT_MEMORY",
                        "INSUFFICIENT_DISK",
                        "NOT_FOUND",
                        "STORE_UNAVAILABLE",
                        "INVALID_EVENT",
                        "STUDY_CONFLICT",
                        "UNKNOWN_STUDY",
                        "WORKER_LOST",
                        "INTERNAL");
    }

    @Test
    void pinsTheHeadersOfDeadLetters() {
        assertThat(List.of(
                        DeadLetter.REASON,
                        DeadLetter.CODE,
                        DeadLetter.TOPIC,
                        DeadLetter.PARTITION,
                        DeadLetter.OFFSET,
                        DeadLetter.TIMESTAMP,
                        DeadLetter.KEY,
                        DeadLetter.REPLAYED_FROM))
                .containsExactly(
                        "ordo-reason",
                        "ordo-code",
                        "ordo-topic",
                        "ordo-partition",
                        "ordo-offset",
                        "ordo-timestamp",
                        "ordo-key",
                        "ordo-replayed-from");
    }

    @Test
    void carriesTheErrorCodeInTheException() {
        Exception cause = new IllegalStateException("cause");
        OrdoException permanent = new PermanentException(ErrorCode.SHAPE_MISMATCH, "shape", cause);
        OrdoException retryable = new RetryableException(ErrorCode.STORE_UNAVAILABLE, "store");

        assertThat(permanent).hasMessage("shape").hasCause(cause);
        assertThat(permanent.code()).isEqualTo(ErrorCode.SHAPE_MISMATCH);
        assertThat(retryable).hasMessage("store").hasNoCause();
        assertThat(retryable.code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
    }

    @Test
    void pinsTheStatesOfAStudyOfWhichOnlyRunningIsNoEnd() {
        assertThat(names(StudyState.values()))
                .containsExactly("RUNNING", "COMPLETED", "PARTIAL", "REJECTED", "FAILED", "CANCELLED");
        assertThat(Arrays.stream(StudyState.values()).filter(each -> !each.ended()))
                .containsExactly(StudyState.RUNNING);
    }

    @Test
    void spellsTechniquesAsOrderingsDo() {
        assertThat(Technique.values()).extracting(Technique::symbol).containsExactly("P", "KD", "Q");
        assertThat(Technique.values())
                .extracting(Technique::workTopic)
                .containsExactly("ordo.work.prune", "ordo.work.distill", "ordo.work.quantize");
        assertThat(Technique.ofSymbol("KD")).isEqualTo(Technique.DISTILL);
        assertThatThrownBy(() -> Technique.ofSymbol("DISTILL"))
                .hasMessage("technique must be P, KD or Q, was 'DISTILL'");
    }

    private static List<String> names(Enum<?>[] constants) {
        return Arrays.stream(constants).map(Enum::name).toList();
    }
}
