package dev.ordo.quantizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ordo.events.Technique;
import dev.ordo.events.error.ErrorCode;
import dev.ordo.events.recipe.Arm;
import dev.ordo.events.recipe.QuantizeRecipe;
import dev.ordo.events.stage.StageWork;
import dev.ordo.model.checkpoint.CheckpointDigest;
import dev.ordo.model.checkpoint.CheckpointDirectory;
import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.packed.QuantizationConfig;
import dev.ordo.model.quantization.GroupSizeException;
import dev.ordo.model.testing.TinyModels;
import dev.ordo.stage.CheckpointOutline;
import dev.ordo.stage.Requirements;
import dev.ordo.stage.StageInputs;
import dev.ordo.stage.StageOutline;
import dev.ordo.stage.StageOutput;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuantizerTaskTest {
    @TempDir
    Path folder;

    private final QuantizerTask task = new QuantizerTask();

    @Test
    void saysBeforehandThatItNeedsMoreForALargerModel() {
        Requirements tiny = task.needs(outline(TinyModels.config()));
        Requirements wide = task.needs(outline(TinyModels.config(400_000).withIntermediateSize(8192)));

        assertThat(tiny.totals().hostBytes()).isPositive();
        assertThat(tiny.totals().deviceBytes()).isZero();
        assertThat(tiny.totals().diskBytes()).isPositive();
        assertThat(wide.totals().hostBytes()).isGreaterThan(tiny.totals().hostBytes());
        assertThat(wide.totals().diskBytes()).isGreaterThan(tiny.totals().diskBytes());
        assertThat(wide.heap()).isGreaterThan(tiny.heap());
        assertThat(tiny.host()).containsKeys("Java heap");
    }

    @Test
    void quantizes() {
        assertThat(task.technique()).isEqualTo(Technique.QUANTIZE);
    }

    @Test
    void packsWithTheBitsAndTheGroupSizeOfTheEvent() {
        Path parent = TinyModels.write(folder.resolve("parent"), 1);

        StageOutput result = run(parent, "output", 64);

        assertThat(result.realizedSparsity()).isZero();
        try (CheckpointDirectory packed = CheckpointDirectory.open(folder.resolve("output"))) {
            assertThat(packed.config().quantization()).contains(QuantizationConfig.allButHead(4, 64));
        }
    }

    @Test
    void shrinksTheLinearWeightsToLittleMoreThanAQuarter() {
        Path parent = TinyModels.write(folder.resolve("parent"), 1);

        run(parent, "output", 64);

        try (CheckpointDirectory before = CheckpointDirectory.open(parent);
                CheckpointDirectory after = CheckpointDirectory.open(folder.resolve("output"))) {
            assertThat((double) linearBytes(after) / linearBytes(before)).isBetween(0.25, 0.27);
        }
    }

    @Test
    void quantizesAPackedParentWithoutKeepingFloatingWeights() {
        Path parent = TinyModels.writePacked(folder.resolve("parent"), 1);

        run(parent, "output", 64);

        try (CheckpointDirectory packed = CheckpointDirectory.open(folder.resolve("output"))) {
            assertThat(packed.config().quantization()).contains(QuantizationConfig.allButHead(4, 64));
        }
        assertThat(folder.resolve("output").resolve(StageOutput.BEFORE_REQUANTIZE))
                .doesNotExist();
    }

    @Test
    void writesTheSameBytesEveryTime() {
        Path parent = TinyModels.write(folder.resolve("parent"), 1);

        run(parent, "once", 32);
        run(parent, "again", 32);

        assertThat(CheckpointDigest.of(folder.resolve("again"))).isEqualTo(CheckpointDigest.of(folder.resolve("once")));
    }

    @Test
    void refusesAGroupSizeThatDoesNotFitAndNamesTheTensor() {
        Path parent = TinyModels.write(folder.resolve("parent"), 1);

        assertThatThrownBy(() -> run(parent, "output", 128)).isInstanceOfSatisfying(GroupSizeException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.INVALID_RECIPE);
            assertThat(e.tensor()).isEqualTo("model.layers.0.mlp.gate_proj.weight");
        });
    }

    @Test
    void passesItsProgressOn() {
        Path parent = TinyModels.write(folder.resolve("parent"), 1);
        List<String> units = new ArrayList<>();

        task.run(inputs(parent, 32), folder.resolve("output"), (done, total, unit) -> units.add(unit));

        assertThat(units).isNotEmpty().containsOnly("tensor");
    }

    private StageOutput run(Path parent, String output, int groupSize) {
        return task.run(inputs(parent, groupSize), folder.resolve(output), (done, total, unit) -> {});
    }

    private static StageInputs inputs(Path parent, int groupSize) {
        StageWork work = new StageWork(new QuantizeRecipe(null, 4, groupSize), Arm.REQUANTIZE, null, null, 1L);
        return new StageInputs(work, parent, Optional.empty(), Optional.empty());
    }

    private static long linearBytes(CheckpointDirectory checkpoint) {
        return checkpoint.tensorNames().stream()
                .filter(name -> name.endsWith("_proj.weight"))
                .mapToLong(name -> checkpoint.info(name).storedBytes())
                .sum();
    }

    private static StageOutline outline(ModelConfig config) {
        CheckpointOutline checkpoint = new CheckpointOutline(TinyModels.text(config), 1000);
        return new StageOutline(
                new StageWork(new QuantizeRecipe(null, null, 32), Arm.REQUANTIZE, null, null, 1L),
                checkpoint,
                Optional.empty(),
                1000);
    }
}
