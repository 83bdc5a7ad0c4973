package dev.ordo.evaluator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.testing.TinyModels;
import dev.ordo.stage.CheckpointOutline;
import dev.ordo.stage.EvaluationInputs;
import dev.ordo.stage.EvaluationOutline;
import dev.ordo.stage.EvaluationOutput;
import dev.ordo.stage.Requirements;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointEvaluationTest {
    @TempDir
    Path folder;

    @Test
    void saysBeforehandThatItNeedsMoreForALargerModelAndMoreTokens() {
        CheckpointEvaluation task = new CheckpointEvaluation(SampleSettings.of(Map.of()), folder);
        Requirements tiny = task.needs(outline(TinyModels.config(), 100));
        Requirements wide = task.needs(outline(TinyModels.config(400_000), 100));
        Requirements longer = task.needs(outline(TinyModels.config(), 200));

        assertThat(tiny.host()).containsKeys("weights", "activations", "logits", "Java heap");
        assertThat(tiny.totals().deviceBytes()).isZero();
        assertThat(wide.totals().hostBytes()).isGreaterThan(tiny.totals().hostBytes());
        assertThat(longer.totals().diskBytes()).isEqualTo(2 * tiny.totals().diskBytes());
    }

    @Test
    void measuresWhatTheEventAsksFor() {
        Path baseline = TinyModels.write(folder.resolve("baseline"), 1);
        Path packed = TinyModels.writePacked(folder.resolve("packed"), 1);
        Map<String, Path> sets = Map.of("novel", TinyModels.home().resolve("data/austen-heldout.txt"));

        EvaluationOutput output = new CheckpointEvaluation(SampleSettings.of(Map.of()), folder.resolve("scratch"))
                .run(
                        new EvaluationInputs(
                                packed, Optional.of(baseline), baseline, "sha256:0", sets, 200, Optional.empty()),
                        (done, total, unit) -> {});

        assertThat(output.perplexity()).containsOnlyKeys("novel");
        assertThat(output.perplexityBeforeRequantize()).get().isNotEqualTo(output.perplexity());
        assertThat(output.klToBaseline().get("novel")).isPositive();
        assertThat(output.ratio()).isGreaterThan(1);
    }

    private static EvaluationOutline outline(ModelConfig config, long maxTokens) {
        CheckpointOutline checkpoint = new CheckpointOutline(TinyModels.text(config), 1000);
        return new EvaluationOutline(checkpoint, checkpoint, List.of(5000L, 7000L), maxTokens, Optional.empty());
    }
}
