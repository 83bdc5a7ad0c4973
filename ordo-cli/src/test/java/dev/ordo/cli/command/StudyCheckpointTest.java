package dev.ordo.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ordo.cli.CommandFailure;
import dev.ordo.cli.client.StudyView;
import dev.ordo.events.recipe.Arm;
import dev.ordo.events.study.StudyRow;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class StudyCheckpointTest {
    private static final String A = "sha256:" + "a".repeat(64);
    private static final String B = "sha256:" + "b".repeat(64);

    @Test
    void isAStudyASlashAndARow() {
        assertThat(StudyCheckpoint.parse("demo-1/P-KD-Q")).contains(new StudyCheckpoint("demo-1", "P-KD-Q"));
        assertThat(StudyCheckpoint.parse("demo-1")).isEmpty();
        assertThat(StudyCheckpoint.parse("/P")).isEmpty();
        assertThat(StudyCheckpoint.parse("demo-1/")).isEmpty();
        assertThat(StudyCheckpoint.parse("models/baselin")).isEmpty();
        assertThat(StudyCheckpoint.parse("demo-1/baseline")).isPresent();
        assertThat(StudyCheckpoint.parse("demo-1/sha256:0a")).isPresent();
    }

    @Test
    void findsARowByItsOrderingOrItsDigest() {
        StudyView view = view(row("P", 1L, A), row("P-Q", 1L, B));
        assertThat(new StudyCheckpoint("s", "P-Q").in(view).digest()).isEqualTo(B);
        assertThat(new StudyCheckpoint("s", "P-Q").in(view).location()).isEqualTo("checkpoints/" + B.substring(7));
        assertThat(new StudyCheckpoint("s", "sha256:aaaa").in(view).digest()).isEqualTo(A);
    }

    @Test
    void rowsOfTheSameCheckpointAreOne() {
        assertThat(new StudyCheckpoint("s", "P")
                        .in(view(row("P", 1L, A), row("P", 2L, A)))
                        .digest())
                .isEqualTo(A);
    }

    @Test
    void saysWhichRowsThereAreIfNoneOrSeveralFit() {
        StudyView view = view(row("P", 1L, A), row("P", 2L, B), row("Q", 1L, null));
        assertThatThrownBy(() -> new StudyCheckpoint("s", "KD").in(view))
                .isInstanceOf(CommandFailure.class)
                .hasMessage("study s has no row KD; it has P, Q");
        assertThatThrownBy(() -> new StudyCheckpoint("s", "P").in(view))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("several rows P; name one by its digest: ")
                .hasMessageContaining("seed 2 sha256:bbbbbbbbbbbb");
        assertThatThrownBy(() -> new StudyCheckpoint("s", "Q").in(view))
                .isInstanceOf(CommandFailure.class)
                .hasMessage("row Q of study s has no checkpoint: it is done");
    }

    private static StudyView view(StudyRow... rows) {
        return new StudyView("s", null, null, null, Arrays.asList(rows), null, null, null, null);
    }

    private static StudyRow row(String ordering, Long seed, String digest) {
        String location = digest == null ? null : "checkpoints/" + digest.substring(7);
        return new StudyRow(
                ordering,
                (Arm) null,
                seed,
                "done",
                null,
                digest,
                location,
                12L,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }
}
