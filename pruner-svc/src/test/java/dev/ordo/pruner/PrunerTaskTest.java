package dev.ordo.pruner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ordo.events.Technique;
import dev.ordo.events.recipe.Arm;
import dev.ordo.events.recipe.PruneRecipe;
import dev.ordo.events.stage.DatasetRef;
import dev.ordo.events.stage.StageWork;
import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.testing.TinyModels;
import dev.ordo.stage.CheckpointOutline;
import dev.ordo.stage.Requirements;
import dev.ordo.stage.StageInputs;
import dev.ordo.stage.StageOutline;
import dev.ordo.stage.StageOutput;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrunerTaskTest {
    @TempDir
    Path folder;

    private final PrunerTask task = new PrunerTask(new Settings(2, "cpu"));

    @Test
    void saysBeforehandThatItNeedsMoreForALargerModel() {
        Requirements tiny = task.needs(outline(TinyModels.config()));
        Requirements wide = task.needs(outline(wide()));

        assertThat(tiny.totals().hostBytes()).isPositive();
        assertThat(tiny.totals().deviceBytes()).isZero();
        assertThat(tiny.totals().diskBytes()).isPositive();
        assertThat(wide.totals().hostBytes()).isGreaterThan(tiny.totals().hostBytes());
        assertThat(wide.totals().diskBytes()).isGreaterThan(tiny.totals().diskBytes());
        assertThat(wide.heap()).isGreaterThan(tiny.heap());
        assertThat(tiny.host())
                .containsKeys("a layer's weights", "hidden states", "activations", "saliency", "Java heap");
    }

    @Test
    void prunes() {
        assertThat(task.technique()).isEqualTo(Technique.PRUNE);
    }

    @Test
    void appliesTheRecipeOfTheEventAndKeepsTheFloatingWeightsWhereTheRuntimeLooksForThem() {
        PruneRecipe recipe = new PruneRecipe(0.5, null, null, null, 32, 4, 32, null);
        DatasetRef data = new DatasetRef("calibration", "sha256:" + "0".repeat(64), "datasets/calibration");
        StageInputs inputs = new StageInputs(
                new StageWork(recipe, Arm.REQUANTIZE, data, null, 1L),
                TinyModels.writePacked(folder.resolve("parent"), 1),
                Optional.empty(),
                Optional.of(TinyModels.home().resolve("data/austen-calibration.txt")));

        StageOutput result = task.run(inputs, folder.resolve("output"), (done, total, unit) -> {});

        assertThat(result.realizedSparsity()).isEqualTo(0.5);
        assertThat(width(folder.resolve("output"))).isEqualTo(64);
        assertThat(width(folder.resolve("output").resolve(StageOutput.BEFORE_REQUANTIZE)))
                .isEqualTo(64);
    }

    @Test
    void cutsThePackedWeightsThemselvesInTheArmAdapter() {
        PruneRecipe recipe = new PruneRecipe(0.5, null, null, null, 32, 4, 32, null);
        DatasetRef data = new DatasetRef("calibration", "sha256:" + "0".repeat(64), "datasets/calibration");
        StageInputs inputs = new StageInputs(
                new StageWork(recipe, Arm.ADAPTER, data, null, 1L),
                TinyModels.writePacked(folder.resolve("parent"), 1),
                Optional.empty(),
                Optional.of(TinyModels.home().resolve("data/austen-calibration.txt")));

        task.run(inputs, folder.resolve("output"), (done, total, unit) -> {});

        assertThat(width(folder.resolve("output"))).isEqualTo(64);
        assertThat(folder.resolve("output").resolve(StageOutput.BEFORE_REQUANTIZE))
                .doesNotExist();
    }

    private static int width(Path checkpoint) {
        return ModelConfig.read(checkpoint.resolve("config.json")).intermediateSize();
    }

    private static ModelConfig wide() {
        return TinyModels.config(400_000).withIntermediateSize(8192);
    }

    private static StageOutline outline(ModelConfig config) {
        CheckpointOutline checkpoint = new CheckpointOutline(TinyModels.text(config), 1000);
        return new StageOutline(
                new StageWork(
                        PruneRecipe.defaults(),
                        Arm.REQUANTIZE,
                        new DatasetRef("text", "sha256:" + "0".repeat(64), "datasets/text"),
                        null,
                        1L),
                checkpoint,
                Optional.empty(),
                1000);
    }

    private record Settings(int threads, String device) implements PrunerSettings {}
}
