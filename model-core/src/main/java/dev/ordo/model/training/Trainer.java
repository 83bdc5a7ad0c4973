package dev.ordo.model.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.decoder.DecoderModel;
import dev.ordo.model.decoder.TokenBatch;
import dev.ordo.model.evaluation.Perplexity;
import dev.ordo.model.evaluation.Score;
import dev.ordo.model.safetensors.SafetensorsException;
import dev.ordo.model.text.TokenizedText;
import dev.ordo.model.torch.TensorScope;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trains one model, or the low-rank adapters of one, in place, a step at a time, with AdamW, on the loss of {@link Loss}.
 *
 * <p>The same weights, batches, rates and thread count give the same bits. Owns the gradients and the optimizer's
 * moments (for the whole model, three times its size) until closed; the models stay their owners'.
 */
public final class Trainer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Trainer.class);

    private final DecoderModel student;
    private final Loss loss;
    private final AccumulatedGradients gradients;
    private final UnaryOperator<NDList> ofTrained;
    private final TrainedTensors trained;
    private final OptimizerState optimizer;

    private Trainer(DecoderModel student, Loss loss, LossGradients gradients, AdamW optimizer) {
        this(student, loss, gradients, UnaryOperator.identity(), TrainedTensors.of(student), optimizer);
    }

    /** @param ofTrained from the gradients of what the student computes with to those of what is trained */
    private Trainer(
            DecoderModel student,
            Loss loss,
            LossGradients gradients,
            UnaryOperator<NDList> ofTrained,
            TrainedTensors trained,
            AdamW optimizer) {
        this.student = student;
        this.loss = loss;
        this.gradients = new AccumulatedGradients(student, gradients);
        this.ofTrained = ofTrained;
        this.trained = trained;
        this.optimizer = new OptimizerState(trained, optimizer);
    }

    /** Trains on text alone. */
    public static Trainer pretraining(DecoderModel model, AdamW optimizer) {
        Loss loss = Loss.CROSS_ENTROPY;
        return new Trainer(model, loss, new LossGradients(model, model, loss, StepOptions.FLOAT32), optimizer);
    }

    /**
     * Trains a student on text and on a teacher's distributions.
     *
     * @param loss hidden states have a weight only where both models have one hidden size
     * @throws IllegalArgumentException if the two have different vocabularies, or if the loss is without the cross-entropy and the
     *     teacher has the student's own weights, where the gradient is zero
     */
    public static Trainer distillation(
            DecoderModel student, DecoderModel teacher, Loss loss, AdamW optimizer, StepOptions options) {
        DistillationCheck.require(student, teacher, loss);
        LossGradients gradients = new LossGradients(student, teacher, loss, options);
        return new Trainer(student, loss, gradients, optimizer);
    }

    /** The same in float32, with everything kept. */
    public static Trainer distillation(DecoderModel student, DecoderModel teacher, Loss loss, AdamW optimizer) {
        return distillation(student, teacher, loss, optimizer, StepOptions.FLOAT32);
    }

    /**
     * Trains a student as {@link #distillation} does, but computes with its weights as they will be packed:
     * {@link FakeQuantization}.
     *
     * @param packed configuration of the checkpoint that the student will be written as
     * @throws IllegalArgumentException as {@link #distillation} does
     */
    public static Trainer quantizationAware(
            DecoderModel student,
            DecoderModel teacher,
            Loss loss,
            AdamW optimizer,
            StepOptions options,
            ModelConfig packed) {
        DistillationCheck.require(student, teacher, loss);
        FakeQuantization quantization = new FakeQuantization(student, packed);
        LossGradients gradients = new LossGradients(student, teacher, loss, options, quantization::weights);
        return new Trainer(student, loss, gradients, optimizer);
    }

    /**
     * Trains low-rank adapters of a student as {@link #distillation} trains all of it; its own weights stay what they are.
     *
     * @param adapters of the student; stay the caller's
     * @throws IllegalArgumentException as {@link #distillation} does
     */
    public static Trainer adapting(
            DecoderModel student,
            DecoderModel teacher,
            Loss loss,
            AdamW optimizer,
            StepOptions options,
            LowRankAdapters adapters) {
        DistillationCheck.require(student, teacher, loss);
        LossGradients gradients = new LossGradients(student, teacher, loss, options, scope -> adapters.weights());
        return new Trainer(student, loss, gradients, adapters::gradients, adapters.trained(), optimizer);
    }

    /**
     * One optimizer step.
     *
     * @param batch shape (sequences, length + 1): position t is scored on the token at t + 1, if that counts; the losses are
     *     means over the tokens that do
     * @param rate the learning rate of this step
     * @throws IllegalArgumentException if sequences are shorter than two tokens, no token counts, or an id is not in the vocabulary
     * @throws NonFiniteLossException if the loss or the gradient is not a number; the weights are then useless
     */
    public StepResult step(TokenBatch batch, double rate) {
        if (batch.length() < 2) {
            throw new IllegalArgumentException("a training sequence needs at least 2 tokens, had " + batch.length());
        }
        long scored = batch.scored();
        if (scored == 0) {
            throw new IllegalArgumentException("no token of the batch counts, so that there is no loss");
        }
        try (TensorScope scope = student.session().scope()) {
            double[] sums = gradients.compute(scope, batch);
            double norm = optimizer.apply(scope, ofTrained.apply(gradients.gradients()), rate);
            return result(sums, norm, scored);
        }
    }

    /**
     * Scores a text, in float32, with the weights that the next step would compute with: fake-quantized ones and adapters are as they are
     * there. Changes nothing that is trained.
     *
     * @param text of at least two tokens that can be scored
     * @param progress told after each batch of windows; throws to stop
     */
    public Score score(TokenizedText text, Perplexity.Progress progress) {
        try (TensorScope scope = student.session().scope()) {
            return Perplexity.of(student, gradients.weights(scope)).score(text.ids(), text.mask(), progress);
        }
    }

    private StepResult result(double[] sums, double norm, long scored) {
        double crossEntropy = sums[0] / scored;
        double divergence = sums[1] / scored;
        double hidden = sums[2] / scored;
        double total = loss.ceWeight() * crossEntropy + loss.klWeight() * divergence + loss.hiddenWeight() * hidden;
        if (!Double.isFinite(total) || !Double.isFinite(norm)) {
            throw new NonFiniteLossException(total, norm);
        }
        return new StepResult(total, crossEntropy, divergence, hidden, norm);
    }

    /**
     * Writes all that the next step depends on but its batch and rate, so that {@link #resume} goes on to the same bits.
     *
     * @param steps done, at least 1
     * @param file new
     */
    public void save(int steps, Path file) {
        TrainingState.write(state(), steps, file);
    }

    /**
     * Goes on from where another trainer of the same student, loss and optimizer saved. A state that does not fit is not used.
     *
     * @return the steps done; 0, with a warning, if the file is no state or one of another model
     */
    public int resume(Path file) {
        try {
            int steps = TrainingState.read(file, student.session(), state());
            optimizer.resume(steps);
            return steps;
        } catch (TrainingStateException | SafetensorsException e) {
            LOG.warn("training begins anew: {}", e.getMessage());
            return 0;
        }
    }

    private Map<String, NDArray> state() {
        Map<String, NDArray> state = optimizer.moments();
        for (int i = 0; i < trained.names().size(); i++) {
            state.put("weight/" + trained.names().get(i), trained.tensors().get(i));
        }
        return state;
    }

    @Override
    public void close() {
        gradients.close();
        optimizer.close();
    }
}
