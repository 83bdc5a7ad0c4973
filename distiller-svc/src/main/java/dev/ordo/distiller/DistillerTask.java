package dev.ordo.distiller;

import dev.ordo.distiller.algorithm.Distillation;
import dev.ordo.distiller.algorithm.DistillationFootprint;
import dev.ordo.distiller.algorithm.DistillationInputs;
import dev.ordo.distiller.algorithm.DistillationParameters;
import dev.ordo.distiller.algorithm.HeldOutScore;
import dev.ordo.distiller.algorithm.HeldOutTexts;
import dev.ordo.distiller.algorithm.PackedStudent;
import dev.ordo.events.Technique;
import dev.ordo.events.recipe.DistillRecipe;
import dev.ordo.events.stage.HeldOutPerplexity;
import dev.ordo.events.stage.StageWork;
import dev.ordo.model.adapter.AdapterConfig;
import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.footprint.Footprint;
import dev.ordo.model.torch.ComputeType;
import dev.ordo.model.torch.DeviceMemory;
import dev.ordo.model.torch.TorchOptions;
import dev.ordo.model.torch.TorchSession;
import dev.ordo.model.training.Divergence;
import dev.ordo.model.training.Loss;
import dev.ordo.model.training.StepOptions;
import dev.ordo.stage.Progress;
import dev.ordo.stage.Requirements;
import dev.ordo.stage.StageInputs;
import dev.ordo.stage.StageOutline;
import dev.ordo.stage.StageOutput;
import dev.ordo.stage.StageTask;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Path;
import java.util.List;

/** KD: trains the checkpoint against the study's teacher; after Q in the arm that is asked for. */
@ApplicationScoped
public class DistillerTask implements StageTask {
    private static final double NOTHING_CUT = 0;

    private final DistillerSettings settings;
    private final TrainingMeters meters;

    public DistillerTask(DistillerSettings settings, TrainingMeters meters) {
        this.settings = settings;
        this.meters = meters;
    }

    @Override
    public Technique technique() {
        return Technique.DISTILL;
    }

    @Override
    public String device() {
        return settings.device();
    }

    @Override
    public Requirements needs(StageOutline outline) {
        ModelConfig student = ModelConfig.parse(outline.parent().config());
        ModelConfig teacher = ModelConfig.parse(outline.teacher().orElseThrow().config());
        Footprint footprint = DistillationFootprint.of(
                student,
                teacher,
                parameters(outline.work()),
                packed(outline.work()),
                outline.textBytes(),
                scored(outline.work()));
        return new Requirements(
                footprint.host(options()),
                footprint.device(options()),
                DeviceMemory.free(options()),
                footprint.process().heap(),
                footprint.disk());
    }

    @Override
    public StageOutput run(StageInputs inputs, Path output, Progress progress) {
        DistillationInputs paths = new DistillationInputs(
                inputs.parent(), inputs.teacher().orElseThrow(), inputs.data().orElseThrow(), heldOut(inputs));
        try (TorchSession session = TorchSession.open(options());
                TrainingMeters.Watch watch = meters.watch()) {
            List<HeldOutScore> scores = new Distillation(
                            session, parameters(inputs.work()), packed(inputs.work()), watch)
                    .run(
                            paths,
                            output,
                            output.resolve(StageOutput.BEFORE_REQUANTIZE),
                            progress::report,
                            new SavedSteps(inputs.resume()));
            return new StageOutput(
                    NOTHING_CUT,
                    scores.stream()
                            .map(each -> new HeldOutPerplexity((long) each.step(), each.perplexity()))
                            .toList());
        }
    }

    private static HeldOutTexts heldOut(StageInputs inputs) {
        DistillRecipe recipe = (DistillRecipe) inputs.work().recipe();
        return recipe.readsHeldOut()
                ? new HeldOutTexts(inputs.heldOut(), recipe.evaluateEvery(), recipe.evaluationTokens())
                : HeldOutTexts.NONE;
    }

    private static long scored(StageWork work) {
        DistillRecipe recipe = (DistillRecipe) work.recipe();
        return recipe.readsHeldOut() ? recipe.evaluationTokens() : 0;
    }

    private static PackedStudent packed(StageWork work) {
        DistillRecipe recipe = (DistillRecipe) work.recipe();
        return switch (work.arm()) {
            case REQUANTIZE -> new PackedStudent.Dequantized();
            case FAKE_QUANT -> new PackedStudent.FakeQuantized();
            case ADAPTER ->
                new PackedStudent.Frozen(
                        new AdapterConfig(recipe.adapterRank(), recipe.adapterAlpha(), recipe.adapterModules()),
                        recipe.adapterLearningRate());
        };
    }

    private static DistillationParameters parameters(StageWork work) {
        DistillRecipe recipe = (DistillRecipe) work.recipe();
        return new DistillationParameters(
                Math.toIntExact(recipe.steps()),
                recipe.sequenceLength(),
                recipe.batchSize(),
                recipe.learningRate(),
                recipe.minLearningRateRatio(),
                recipe.warmupRatio(),
                recipe.weightDecay(),
                new Loss(
                        recipe.crossEntropyWeight(),
                        recipe.divergenceWeight(),
                        divergence(recipe),
                        recipe.temperature(),
                        recipe.hiddenWeight()),
                recipe.clipNorm(),
                work.seed(),
                new StepOptions(
                        recipe.isMixed() ? ComputeType.BFLOAT16 : ComputeType.FLOAT32,
                        recipe.activationCheckpointing(),
                        recipe.microBatchSize()));
    }

    private static Divergence divergence(DistillRecipe recipe) {
        return switch (recipe.divergence()) {
            case FORWARD_KL -> Divergence.FORWARD_KL;
            case REVERSE_KL -> Divergence.REVERSE_KL;
            case JENSEN_SHANNON -> Divergence.JENSEN_SHANNON;
        };
    }

    private TorchOptions options() {
        return TorchOptions.of(settings.device(), settings.threads());
    }
}
