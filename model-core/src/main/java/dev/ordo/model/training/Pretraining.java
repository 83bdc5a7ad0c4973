package dev.ordo.model.training;

import dev.ordo.model.checkpoint.CheckpointWriter;
import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.decoder.DecoderModel;
import dev.ordo.model.decoder.RandomInitializer;
import dev.ordo.model.evaluation.Perplexity;
import dev.ordo.model.torch.TorchSession;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trains a model from scratch, and writes a checkpoint whenever the validation perplexity is the lowest so far
 * ({@code best-STEP}) and at the end ({@code last}).
 */
public final class Pretraining {
    private static final Logger LOG = LoggerFactory.getLogger(Pretraining.class);

    private final TorchSession session;
    private final ModelConfig config;
    private final PretrainingPlan plan;
    private final Path output;
    private final Consumer<CheckpointWriter> companions;
    private double best = Double.POSITIVE_INFINITY;
    private Path bestCheckpoint;

    /**
     * A run to come.
     *
     * @param output the directory under which checkpoints appear
     * @param companions adds what belongs to every checkpoint beside the weights, such as
     *     {@code writer -> writer.copyTokenizer(directory)}
     */
    public Pretraining(
            TorchSession session,
            ModelConfig config,
            PretrainingPlan plan,
            Path output,
            Consumer<CheckpointWriter> companions) {
        this.session = session;
        this.config = config;
        this.plan = plan;
        this.output = output;
        this.companions = companions;
    }

    /**
     * Trains to the plan's end.
     *
     * @param train token ids to learn from
     * @param validation token ids to measure on
     * @param listener called after each step; throws to cancel
     * @return the checkpoint with the lowest validation perplexity
     */
    public Path run(int[] train, int[] validation, TrainingLoop.Listener listener) {
        WindowSampler sampler = new WindowSampler(train, plan.batchSize(), plan.sequenceLength(), plan.seed());
        try (DecoderModel model =
                        DecoderModel.of(session, config, new RandomInitializer(plan.seed()).weights(config)::get);
                Trainer trainer = Trainer.pretraining(model, AdamW.withWeightDecay(plan.weightDecay()))) {
            LOG.info("{} parameters, {} windows an epoch", model.layout().count(), sampler.windowsPerEpoch());
            new TrainingLoop(trainer, sampler, plan.schedule()).run(0, progress -> {
                listener.stepped(progress);
                after(progress, model, validation);
            });
            save(model, "last");
        }
        return bestCheckpoint;
    }

    private void after(TrainingProgress progress, DecoderModel model, int[] validation) {
        if (progress.step() % plan.evaluateEvery() != 0 && progress.step() != progress.steps()) {
            return;
        }
        double perplexity = Perplexity.of(model).score(validation).perplexity();
        LOG.info(
                "step {}/{} loss {} rate {} validation perplexity {} ({} tokens/s)",
                progress.step(),
                progress.steps(),
                progress.result().loss(),
                progress.rate(),
                perplexity,
                Math.round(progress.tokensPerSecond()));
        if (perplexity < best) {
            best = perplexity;
            bestCheckpoint = save(model, "best-" + progress.step());
        }
    }

    private Path save(DecoderModel model, String name) {
        try (CheckpointWriter writer = CheckpointWriter.create(output.resolve(name), config)) {
            model.write(writer);
            companions.accept(writer);
            return writer.commit();
        }
    }
}
