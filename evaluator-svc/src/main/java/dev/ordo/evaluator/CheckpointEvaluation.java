package dev.ordo.evaluator;

import dev.ordo.evaluator.algorithm.BaselineRecords;
import dev.ordo.evaluator.algorithm.JudgingFootprint;
import dev.ordo.evaluator.algorithm.Measurement;
import dev.ordo.evaluator.algorithm.MeasurementFootprint;
import dev.ordo.evaluator.algorithm.MeasurementInputs;
import dev.ordo.evaluator.algorithm.Measures;
import dev.ordo.evaluator.clarity.SentenceEmbedder;
import dev.ordo.evaluator.judge.endpoint.EndpointJudges;
import dev.ordo.events.judging.JudgedScores;
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

/** Measures one checkpoint against the study's baseline, and has its answers judged where the study asks for it. */
@ApplicationScoped
public class CheckpointEvaluation implements EvaluationTask {
    private final EvaluatorSettings settings;
    private final BaselineRecords records;
    private final EndpointJudges judges;
    private SentenceEmbedder embedder;

    @Inject
    public CheckpointEvaluation(EvaluatorSettings settings, OrdoConfig deployment, EndpointJudges judges) {
        this(settings, deployment.scratch(), judges);
    }

    CheckpointEvaluation(EvaluatorSettings settings, Path scratch, EndpointJudges judges) {
        this.settings = settings;
        this.judges = judges;
        this.records = new BaselineRecords(
                scratch.resolve("baselines"), settings.baselineRecords().asLongValue());
    }

    @Override
    public String device() {
        return settings.device();
    }

    @Override
    public Requirements needs(EvaluationOutline outline) {
        ModelConfig checkpoint = ModelConfig.parse(outline.checkpoint().config());
        ModelConfig baseline = ModelConfig.parse(outline.baseline().config());
        Footprint measuring = MeasurementFootprint.of(checkpoint, baseline, outline.setBytes(), outline.maxTokens());
        Footprint footprint = outline.judging()
                .map(judging -> measuring.then(JudgingFootprint.of(
                        checkpoint,
                        baseline,
                        judging.judge().map(judge -> ModelConfig.parse(judge.config())),
                        judging.promptBytes(),
                        judging.asked().sampling().maxTokens())))
                .orElse(measuring);
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
            JudgedAnswering answering = new JudgedAnswering(session, judges, this::embedder);
            Optional<JudgedScores> judged = inputs.judging()
                    .map(judging -> answering.run(inputs.checkpoint(), inputs.baseline(), judging, progress));
            return new EvaluationOutput(
                    found.perplexity(),
                    found.perplexityBeforeRequantize(),
                    found.klToBaseline(),
                    found.ratio(),
                    judged);
        }
    }

    /** Opening it takes longer than its use, and only studies that judge need it. */
    private SentenceEmbedder embedder() {
        if (embedder == null) {
            embedder = SentenceEmbedder.open(settings.threads());
        }
        return embedder;
    }

    private TorchOptions options() {
        return TorchOptions.of(settings.device(), settings.threads());
    }
}
