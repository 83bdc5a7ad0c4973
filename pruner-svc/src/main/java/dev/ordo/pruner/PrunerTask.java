package dev.ordo.pruner;

import dev.ordo.events.Technique;
import dev.ordo.events.recipe.PruneRecipe;
import dev.ordo.model.torch.TorchOptions;
import dev.ordo.model.torch.TorchSession;
import dev.ordo.pruner.algorithm.ActivationPruner;
import dev.ordo.pruner.algorithm.PruneParameters;
import dev.ordo.stage.Progress;
import dev.ordo.stage.StageInputs;
import dev.ordo.stage.StageOutput;
import dev.ordo.stage.StageTask;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Path;

/** P: cuts MLP neurons; the arm is requantize. */
@ApplicationScoped
public class PrunerTask implements StageTask {
    private final PrunerSettings settings;

    public PrunerTask(PrunerSettings settings) {
        this.settings = settings;
    }

    @Override
    public Technique technique() {
        return Technique.PRUNE;
    }

    @Override
    public StageOutput run(StageInputs inputs, Path output, Progress progress) {
        PruneRecipe recipe = (PruneRecipe) inputs.work().recipe();
        PruneParameters parameters = new PruneParameters(
                recipe.sparsity(), recipe.multipleOf(), recipe.calibrationSamples(), recipe.sequenceLength());
        try (TorchSession session = TorchSession.open(TorchOptions.cpu(settings.threads()))) {
            return new StageOutput(new ActivationPruner(session, parameters)
                    .run(
                            inputs.parent(),
                            inputs.data().orElseThrow(),
                            output,
                            output.resolve(StageOutput.BEFORE_REQUANTIZE),
                            progress::report));
        }
    }
}
