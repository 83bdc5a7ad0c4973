package dev.ordo.evaluator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ordo.model.testing.TinyModels;
import dev.ordo.stage.EvaluationInputs;
import dev.ordo.stage.EvaluationOutput;
import io.quarkus.runtime.configuration.MemorySize;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointEvaluationTest {
    @TempDir
    Path folder;

    @Test
    void measuresWhatTheEventAsksFor() {
        Path baseline = TinyModels.write(folder.resolve("baseline"), 1);
        Path packed = TinyModels.writePacked(folder.resolve("packed"), 1);
        Map<String, Path> sets = Map.of("novel", TinyModels.home().resolve("data/austen-heldout.txt"));

        EvaluationOutput output = new CheckpointEvaluation(new Settings(), folder.resolve("scratch"))
                .run(
                        new EvaluationInputs(packed, Optional.of(baseline), baseline, "sha256:0", sets, 200),
                        (done, total, unit) -> {});

        assertThat(output.perplexity()).containsOnlyKeys("novel");
        assertThat(output.perplexityBeforeRequantize()).get().isNotEqualTo(output.perplexity());
        assertThat(output.klToBaseline().get("novel")).isPositive();
        assertThat(output.ratio()).isGreaterThan(1);
    }

    private record Settings() implements EvaluatorSettings {
        @Override
        public int threads() {
            return 2;
        }

        @Override
        public MemorySize baselineRecords() {
            return new MemorySize(BigInteger.valueOf(1 << 30));
        }

        @Override
        public int publishedStudies() {
            return 1;
        }
    }
}
