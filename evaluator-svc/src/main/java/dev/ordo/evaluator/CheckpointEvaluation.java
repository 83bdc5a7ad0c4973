package dev.ordo.evaluator;

import dev.ordo.evaluator.algorithm.BaselineRecords;
import dev.ordo.evaluator.algorithm.Measurement;
import dev.ordo.evaluator.algorithm.MeasurementFootprint;
import dev.ordo.evaluator.algorithm.MeasurementInputs;
import dev.ordo.evaluator.algorithm.Measures;
import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.footprint.Footprint;
import dev.ordo.model.torch.DeviceMemory;
import dev.ordo.model.torch.TorchOptions;
import dev.ordo.model.torch.TorchSession;
import dev.ordo.stage.EvaluationInputs;
import dev.ordo.stage.EvaluationOutline;
import dev.ordo.stage.EvaluationOutput;
import dev.ordo.stage.EvaluationTask;
import dev.ordo.stage.Progress;
import dev.ordo.stage.Requirements;
import dev.ordo.stage.quarkus.OrdoConfig;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.util.Optional;

/** Measures one checkpoint against the study's baseline. */
@ApplicationScoped
public class CheckpointEvaluation implements EvaluationTask {
    private final EvaluatorSettings settings;
    private final BaselineRecords records;

    @Inject
    public CheckpointEvaluation(EvaluatorSettings settings, OrdoConfig deployment) {
        this(settings, deployment.scratch());
    }

    CheckpointEvaluation(EvaluatorSettings settings, Path scratch) {
        this.settings = settings;
        this.records = new BaselineRecords(
                scratch.resolve("baselines"), settings.baselineRecords().asLongValue());
    }

    @Override
    public Requirements needs(EvaluationOutline outline) {
        Footprint footprint = MeasurementFootprint.of(
                ModelConfig.parse(outline.checkpoint().config()),
                ModelConfig.parse(outline.baseline().config()),
                outline.setBytes(),
                outline.maxTokens());
        return new Requirements(
                footprint.host(options()),
                footprint.device(options()),
                DeviceMemory.free(options()),
                footprint.process().heap(),
                footprint.disk());
    }

    @Override
    public EvaluationOutput run(EvaluationInputs inputs, Progress progress) {
        MeasurementInputs asked = new MeasurementInputs(
                inputs.checkpoint(),
                inputs.beforeRequantize(),
                inputs.baseline(),
                inputs.baselineDigest(),
                inputs.sets(),
                inputs.maxTokens());
        try (TorchSession session = TorchSession.open(options())) {
            Measures found = new Measurement(session, records).run(asked, progress::report);
            return new EvaluationOutput(
                    found.perplexity(),
                    found.perplexityBeforeRequantize(),
                    found.klToBaseline(),
                    found.ratio(),
                    Optional.empty());
        }
    }

    private TorchOptions options() {
        return TorchOptions.of(settings.device(), settings.threads());
    }
}
