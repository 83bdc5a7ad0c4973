package dev.ordo.distiller;

import dev.ordo.distiller.algorithm.Distillation;
import dev.ordo.distiller.algorithm.DistillationInputs;
import dev.ordo.distiller.algorithm.DistillationParameters;
import dev.ordo.events.Technique;
import dev.ordo.events.recipe.DistillRecipe;
import dev.ordo.model.torch.TorchOptions;
import dev.ordo.model.torch.TorchSession;
import dev.ordo.stage.Progress;
import dev.ordo.stage.StageInputs;
import dev.ordo.stage.StageOutput;
import dev.ordo.stage.StageTask;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Path;

/** KD: trains the whole checkpoint against the study's teacher; the arm is requantize. */
@ApplicationScoped
public class DistillerTask implements StageTask {
    private static final double NOTHING_CUT = 0;

    private final DistillerSettings settings;

    public DistillerTask(DistillerSettings settings) {
        this.settings = settings;
    }

    @Override
    public Technique technique() {
        return Technique.DISTILL;
    }

    @Override
    public StageOutput run(StageInputs inputs, Path output, Progress progress) {
        DistillRecipe recipe = (DistillRecipe) inputs.work().recipe();
        DistillationInputs paths = new DistillationInputs(
                inputs.parent(), inputs.teacher().orElseThrow(), inputs.data().orElseThrow());
        try (TorchSession session = TorchSession.open(TorchOptions.cpu(settings.threads()))) {
            new Distillation(session, parameters(recipe, inputs.work().seed()))
                    .run(paths, output, output.resolve(StageOutput.BEFORE_REQUANTIZE), progress::report);
        }
        return new StageOutput(NOTHING_CUT);
    }

    private static DistillationParameters parameters(DistillRecipe recipe, long seed) {
        return new DistillationParameters(
                Math.toIntExact(recipe.steps()),
                recipe.sequenceLength(),
                recipe.batchSize(),
                recipe.learningRate(),
                recipe.minLearningRateRatio(),
                recipe.warmupRatio(),
                recipe.weightDecay(),
                recipe.temperature(),
                recipe.crossEntropyWeight(),
                recipe.divergenceWeight(),
                recipe.clipNorm(),
                seed);
    }
}
