package dev.ordo.pruner;

import dev.ordo.events.Technique;
import dev.ordo.events.recipe.Arm;
import dev.ordo.events.recipe.NeuronSaliency;
import dev.ordo.events.recipe.PruneRecipe;
import dev.ordo.events.stage.StageWork;
import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.decoder.WeightedSaliency;
import dev.ordo.model.footprint.Footprint;
import dev.ordo.model.torch.DeviceMemory;
import dev.ordo.model.torch.TorchOptions;
import dev.ordo.model.torch.TorchSession;
import dev.ordo.pruner.algorithm.ActivationPruner;
import dev.ordo.pruner.algorithm.LayerMeasure;
import dev.ordo.pruner.algorithm.PruneParameters;
import dev.ordo.pruner.algorithm.PruneTarget;
import dev.ordo.pruner.algorithm.PruningFootprint;
import dev.ordo.stage.Progress;
import dev.ordo.stage.Requirements;
import dev.ordo.stage.StageInputs;
import dev.ordo.stage.StageOutline;
import dev.ordo.stage.StageOutput;
import dev.ordo.stage.StageTask;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Path;
import java.util.Optional;

/** P: cuts MLP neurons, heads, layers and channels; after Q in the arm that is asked for. */
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
    public String device() {
        return settings.device();
    }

    @Override
    public Requirements needs(StageOutline outline) {
        ModelConfig parent = ModelConfig.parse(outline.parent().config());
        PruneParameters parameters = parameters(outline.work());
        parameters.requireReachable(parent, wholeGroups(outline.work()));
        Footprint footprint = PruningFootprint.of(parent, parameters, wholeGroups(outline.work()), outline.textBytes());
        return new Requirements(
                footprint.host(options()),
                footprint.device(options()),
                DeviceMemory.free(options()),
                footprint.process().heap(),
                footprint.disk());
    }

    @Override
    public StageOutput run(StageInputs inputs, Path output, Progress progress) {
        try (TorchSession session = TorchSession.open(options())) {
            return new StageOutput(new ActivationPruner(session, parameters(inputs.work()), wholeGroups(inputs.work()))
                    .run(
                            inputs.parent(),
                            inputs.data().orElseThrow(),
                            output,
                            output.resolve(StageOutput.BEFORE_REQUANTIZE),
                            progress::report));
        }
    }

    private static boolean wholeGroups(StageWork work) {
        return work.arm() == Arm.ADAPTER;
    }

    private static PruneParameters parameters(StageWork work) {
        PruneRecipe recipe = (PruneRecipe) work.recipe();
        return new PruneParameters(
                recipe.sparsity(),
                measure(recipe.saliency()),
                recipe.headSparsity(),
                recipe.layerSparsity(),
                recipe.multipleOf(),
                recipe.calibrationSamples(),
                recipe.sequenceLength(),
                new PruneTarget(recipe.targetParameters(), recipe.targetBytes()),
                switch (recipe.layerSaliency()) {
                    case BLOCK_INFLUENCE -> LayerMeasure.BLOCK_INFLUENCE;
                    case PERPLEXITY -> LayerMeasure.PERPLEXITY;
                },
                recipe.channelSparsity());
    }

    private static Optional<WeightedSaliency.Measure> measure(NeuronSaliency saliency) {
        return switch (saliency) {
            case MINITRON -> Optional.empty();
            case MIXTURE -> Optional.of(WeightedSaliency.Measure.MIXTURE);
            case WANDA -> Optional.of(WeightedSaliency.Measure.WANDA);
        };
    }

    private TorchOptions options() {
        return TorchOptions.of(settings.device(), settings.threads());
    }
}
