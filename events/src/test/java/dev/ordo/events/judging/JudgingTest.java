package dev.ordo.events.judging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ordo.events.InvalidEventException;
import dev.ordo.events.stage.CheckpointRef;
import java.util.Collections;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class JudgingTest {
    private static final CheckpointRef CHECKPOINT = new CheckpointRef("sha256:" + "0".repeat(64), "models/m", 1L);

    @Test
    void fillsInWhatIsLeftOut() {
        Judging judging = new Judging("prompts", null, null, null, null, null);

        assertThat(judging.criteria()).isNotBlank();
        assertThat(judging.steps()).isEmpty();
        assertThat(judging.instructions()).hasSize(1);
        assertThat(judging.judge()).isEqualTo(new JudgeChoice(null, null));
        assertThat(judging.sampling()).isEqualTo(new Sampling(64, 0.7, 1.0, 1L));
    }

    @Test
    void refusesTextsThatAreEmptyTooLongOrTooMany() {
        assertRefused("judging.criteria must be 1 to 4000 characters, was 0", () -> criteria(""));
        assertRefused("judging.criteria must be 1 to 4000 characters, was 4001", () -> criteria("x".repeat(4001)));
        assertRefused(
                "judging.steps must be at most 16 texts, were 17",
                () -> new Judging("prompts", null, Collections.nCopies(17, "step"), null, null, null));
        assertRefused(
                "judging.instructions is required",
                () -> new Judging("prompts", null, null, Collections.singletonList(null), null, null));
    }

    @Test
    void refusesTwoJudgesAndAnAddressForAModel() {
        assertRefused("judging.judge must name a model or a checkpoint, not both", () -> new JudgeChoice("m", "c"));
        assertRefused(
                "judging.judge.model must be a model's name (letters, digits, '.', '_', '-', ':', '/', '@', at most 200),"
                        + " was 'http://judge/v1?x'",
                () -> new JudgeChoice("http://judge/v1?x", null));
        assertThat(new JudgeChoice("meta-llama/Llama-3.1:8b", null).model()).isEqualTo("meta-llama/Llama-3.1:8b");
    }

    @Test
    void demandsExactlyOneJudgeOfTheWork() {
        String expected = "next.work.judging.judge must be a model or a checkpoint";

        assertRefused(expected, () -> new Judge(null, null));
        assertRefused(expected, () -> new Judge("m", CHECKPOINT));
    }

    @Test
    void isSettledUnlessAModelBehindAnEndpointFailed() {
        JudgedScore sound = new JudgedScore(0.5, "verdicts", 0, 2);
        JudgedScore failed = new JudgedScore(null, "verdicts", 2, 2);
        Judge model = new Judge("m", null);

        assertThat(new JudgedScores(sound, sound, failed).settled(model)).isTrue();
        assertThat(new JudgedScores(failed, sound, sound).settled(model)).isFalse();
        assertThat(new JudgedScores(sound, failed, sound).settled(model)).isFalse();
        assertThat(new JudgedScores(failed, failed, failed).settled(new Judge(null, CHECKPOINT)))
                .isTrue();
    }

    @Test
    void refusesMoreFailuresThanJudgements() {
        assertRefused("judged.failed must be in [0, 2], was 3", () -> new JudgedScore(null, "verdicts", 3, 2));
        assertRefused("judged.value must be in [0.0, 1.0], was 1.5", () -> new JudgedScore(1.5, "verdicts", 0, 2));
    }

    private static Judging criteria(String criteria) {
        return new Judging("prompts", criteria, List.of(), null, null, null);
    }

    private static void assertRefused(String message, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(InvalidEventException.class).hasMessage(message);
    }
}
