package dev.ordo.quantizer;

import dev.ordo.events.Technique;
import dev.ordo.events.recipe.QuantizeRecipe;
import dev.ordo.quantizer.algorithm.GroupQuantization;
import dev.ordo.stage.Progress;
import dev.ordo.stage.StageInputs;
import dev.ordo.stage.StageOutput;
import dev.ordo.stage.StageTask;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Path;

/** Q: packs the linear weights of a checkpoint. A parent that is packed already is dequantized first, whatever the arm. */
@ApplicationScoped
public class QuantizerTask implements StageTask {
    private static final double NOTHING_CUT = 0;

    @Override
    public Technique technique() {
        return Technique.QUANTIZE;
    }

    @Override
    public StageOutput run(StageInputs inputs, Path output, Progress progress) {
        QuantizeRecipe recipe = (QuantizeRecipe) inputs.work().recipe();
        new GroupQuantization(recipe.bits(), recipe.groupSize()).apply(inputs.parent(), output, progress::report);
        return new StageOutput(NOTHING_CUT);
    }
}
