package dev.ordo.stage.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ordo.events.recipe.PruneRecipe;
import dev.ordo.events.stage.Work;
import dev.ordo.stage.Progress;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TokenCountTest {
    private final AtomicLong tokens = new AtomicLong();
    private final Cancellation cancellation = new Cancellation();

    @Test
    void countsBatchesOfSequencesOfDistillation() {
        Progress count = of(Samples.DISTILL);

        count.report(1, 16, "step");
        count.report(3, 16, "step");

        assertThat(tokens).hasValue(3 * 8 * 256);
    }

    @Test
    void countsSequencesOfCalibration() {
        of(Samples.PRUNE).report(2, 64, "sequence");

        assertThat(tokens).hasValue(2L * ((PruneRecipe) Samples.PRUNE.recipe()).sequenceLength());
    }

    @Test
    void countsTokensOfAnEvaluationOverAllItsPasses() {
        Progress count = of(Samples.EVALUATE);

        count.report(60, 100, "token");
        count.report(100, 100, "token");
        count.report(30, 50, "token");

        assertThat(tokens).hasValue(130);
    }

    @Test
    void takesNothingElseForTokens() {
        Progress count = of(Samples.DISTILL);

        count.report(1000, 2000, "byte");
        count.report(1, 5, "layer");

        assertThat(tokens).hasValue(0);
    }

    @Test
    void stopsCancelledWorkAsBefore() {
        cancellation.cancel(StopReason.UNWANTED);

        assertThatThrownBy(() -> of(Samples.EVALUATE).heed()).isInstanceOf(WorkDroppedException.class);
        assertThatThrownBy(() -> of(Samples.EVALUATE).report(1, 2, "token")).isInstanceOf(WorkDroppedException.class);
    }

    private Progress of(Work work) {
        return new TokenCount(new SilentProgress(cancellation), work, tokens::addAndGet);
    }
}
