package dev.ordo.quantizer;

import dev.ordo.events.Technique;
import dev.ordo.events.recipe.QuantizeRecipe;
import dev.ordo.model.calibration.CalibrationText;
import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.footprint.Footprint;
import dev.ordo.model.gptq.GptqOptions;
import dev.ordo.model.packed.NumberFormat;
import dev.ordo.model.torch.DeviceMemory;
import dev.ordo.model.torch.TorchOptions;
import dev.ordo.quantizer.algorithm.AwqFootprint;
import dev.ordo.quantizer.algorithm.AwqQuantization;
import dev.ordo.quantizer.algorithm.ByteTarget;
import dev.ordo.quantizer.algorithm.ByteTargetFootprint;
import dev.ordo.quantizer.algorithm.GptqFootprint;
import dev.ordo.quantizer.algorithm.GptqQuantization;
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
import java.util.List;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Q: packs the linear weights of a checkpoint. A parent that is packed already is dequantized first, whatever the arm. */
@ApplicationScoped
public class QuantizerTask implements StageTask {
    private static final Logger LOG = LoggerFactory.getLogger(QuantizerTask.class);
    private static final double NOTHING_CUT = 0;

    private final QuantizerSettings settings;

    public QuantizerTask(QuantizerSettings settings) {
        this.settings = settings;
    }

    @Override
    public Technique technique() {
        return Technique.QUANTIZE;
    }

    @Override
    public String device() {
        return settings.device();
    }

    @Override
    public Requirements needs(StageOutline outline) {
        ModelConfig parent = ModelConfig.parse(outline.parent().config());
        QuantizeRecipe recipe = (QuantizeRecipe) outline.work().recipe();
        Footprint footprint = footprint(recipe, parent, outline.textBytes());
        return new Requirements(
                footprint.host(options()),
                footprint.device(options()),
                recipe.readsData() ? DeviceMemory.free(options()) : OptionalLong.empty(),
                footprint.process().heap(),
                footprint.disk());
    }

    private static Footprint footprint(QuantizeRecipe recipe, ModelConfig parent, long textBytes) {
        GroupQuantization grouping = grouping(recipe);
        Footprint packing = switch (recipe.method()) {
            case QuantizeRecipe.GPTQ -> GptqFootprint.of(parent, gptq(recipe, grouping), textBytes);
            case QuantizeRecipe.AWQ -> AwqFootprint.of(parent, awq(recipe, grouping), textBytes);
            default -> QuantizationFootprint.of(parent, grouping);
        };
        if (recipe.targetBytes() == 0) {
            return packing;
        }
        ByteTarget target = target(recipe);
        target.requireReachable(parent, grouping);
        return ByteTargetFootprint.of(parent, target, textBytes, packing);
    }

    @Override
    public StageOutput run(StageInputs inputs, Path output, Progress progress) {
        QuantizeRecipe recipe = (QuantizeRecipe) inputs.work().recipe();
        List<String> kept =
                grouping(recipe).kept(ModelConfig.read(inputs.parent().resolve("config.json")));
        if (!kept.isEmpty()) {
            LOG.info("left in bfloat16, for groups of {} do not divide their columns: {}", recipe.groupSize(), kept);
        }
        GroupQuantization grouping = recipe.targetBytes() == 0 ? grouping(recipe) : chosen(recipe, inputs, progress);
        Path parent = inputs.parent();
        switch (recipe.method()) {
            case QuantizeRecipe.GPTQ -> {
                Path text = inputs.data().orElseThrow();
                LayersKept layers = kept(inputs, output, progress);
                gptq(recipe, grouping).apply(options(), parent, text, layers.directory(), output, layers::report);
            }
            case QuantizeRecipe.AWQ -> {
                Path text = inputs.data().orElseThrow();
                LayersKept layers = kept(inputs, output, progress);
                awq(recipe, grouping).apply(options(), parent, text, layers.directory(), output, layers::report);
            }
            default -> grouping.apply(parent, output, progress::report);
        }
        return new StageOutput(NOTHING_CUT);
    }

    private static LayersKept kept(StageInputs inputs, Path output, Progress progress) {
        return new LayersKept(output.resolveSibling("layers"), inputs.resume(), progress);
    }

    private GroupQuantization chosen(QuantizeRecipe recipe, StageInputs inputs, Progress progress) {
        Path text = inputs.data().orElseThrow();
        GroupQuantization chosen =
                target(recipe).choose(options(), grouping(recipe), inputs.parent(), text, progress::report);
        LOG.info("for {} bytes: {} bits", recipe.targetBytes(), chosen.widths());
        return chosen;
    }

    private static ByteTarget target(QuantizeRecipe recipe) {
        return new ByteTarget(recipe.targetBytes(), calibration(recipe));
    }

    private static CalibrationText calibration(QuantizeRecipe recipe) {
        return new CalibrationText("quantize", recipe.calibrationSamples(), recipe.sequenceLength());
    }

    private static GroupQuantization grouping(QuantizeRecipe recipe) {
        return new GroupQuantization(
                numbers(recipe), recipe.bits(), recipe.groupSize(), recipe.embeddingBits(), recipe.keepIndivisible());
    }

    private static NumberFormat numbers(QuantizeRecipe recipe) {
        if (recipe.method().equals(QuantizeRecipe.NF4)) {
            return NumberFormat.NF4;
        }
        return recipe.symmetric() ? NumberFormat.INTEGERS : NumberFormat.ASYMMETRIC_INTEGERS;
    }

    private static AwqQuantization awq(QuantizeRecipe recipe, GroupQuantization grouping) {
        return new AwqQuantization(grouping, calibration(recipe));
    }

    private static GptqQuantization gptq(QuantizeRecipe recipe, GroupQuantization grouping) {
        return new GptqQuantization(
                grouping, new GptqOptions(recipe.actOrder(), recipe.damping(), recipe.clip()), calibration(recipe));
    }

    private TorchOptions options() {
        return TorchOptions.of(settings.device(), settings.threads());
    }
}
