package dev.ordo.quantizer;

import dev.ordo.events.Technique;
import dev.ordo.events.recipe.QuantizeRecipe;
import dev.ordo.events.stage.StageWork;
import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.footprint.Footprint;
import dev.ordo.quantizer.algorithm.GroupQuantization;
import dev.ordo.quantizer.algorithm.QuantizationFootprint;
import dev.ordo.stage.Progress;
import dev.ordo.stage.Requirements;
import dev.ordo.stage.StageInputs;
import dev.ordo.stage.StageOutline;
import dev.ordo.stage.StageOutput;
import dev.ordo.stage.StageTask;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalLong;

/** Q: packs the linear weights of a checkpoint. A parent that is packed already is dequantized first, whatever the arm. */
@ApplicationScoped
public class QuantizerTask implements StageTask {
    private static final double NOTHING_CUT = 0;

    @Override
    public Technique technique() {
        return Technique.QUANTIZE;
    }

    @Override
    public Requirements needs(StageOutline outline) {
        ModelConfig parent = ModelConfig.parse(outline.parent().config());
        Footprint footprint = QuantizationFootprint.of(parent, quantization(outline.work()));
        return new Requirements(
                footprint.process().parts(),
                Map.of(),
                OptionalLong.empty(),
                footprint.process().heap(),
                footprint.disk());
    }

    @Override
    public StageOutput run(StageInputs inputs, Path output, Progress progress) {
        quantization(inputs.work()).apply(inputs.parent(), output, progress::report);
        return new StageOutput(NOTHING_CUT);
    }

    private static GroupQuantization quantization(StageWork work) {
        QuantizeRecipe recipe = (QuantizeRecipe) work.recipe();
        return new GroupQuantization(recipe.bits(), recipe.groupSize());
    }
}
