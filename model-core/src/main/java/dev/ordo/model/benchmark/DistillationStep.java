package dev.ordo.model.benchmark;

import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.decoder.DecoderModel;
import dev.ordo.model.decoder.TokenBatch;
import dev.ordo.model.torch.ComputeType;
import dev.ordo.model.torch.TensorScope;
import dev.ordo.model.torch.TorchSession;
import dev.ordo.model.training.AdamW;
import dev.ordo.model.training.Loss;
import dev.ordo.model.training.StepOptions;
import dev.ordo.model.training.Trainer;
import java.util.List;

/**
 * One step of distillation on one sequence: a teacher of the student's shape and other weights, the student forward and backward, the
 * losses of the paper's recipe at temperature 2, clipping and AdamW.
 *
 * @param type of the teacher and of the student's products; the student's weights are float32
 */
record DistillationStep(String name, ComputeType type) implements BenchmarkCase {
    private static final Loss LOSS = new Loss(0.7, 0.3, 2);
    private static final double RATE = 1e-5;

    @Override
    public Workload open(TorchSession session, ModelConfig config, int sequence) {
        DecoderModel student = RandomModels.of(session, config, ComputeType.FLOAT32);
        DecoderModel teacher = RandomModels.of(session, config, type);
        StepOptions options = new StepOptions(type, false);
        Trainer trainer = Trainer.distillation(student, teacher, LOSS, AdamW.withWeightDecay(0.01), options);
        return new Run(student, teacher, trainer, RandomModels.tokens(config, sequence + 1));
    }

    /** Two passes forward, and back to the inputs of every product and to its weight. */
    @Override
    public List<Product> products(TorchSession session, TensorScope scope, ModelConfig config, int sequence) {
        MatrixProducts products = new MatrixProducts(session, scope, config, type);
        return MatrixProducts.all(products.forward(sequence, 2), products.backward(sequence));
    }

    private record Run(DecoderModel student, DecoderModel teacher, Trainer trainer, TokenBatch batch)
            implements Workload {
        @Override
        public int tokens() {
            return batch.length() - 1;
        }

        @Override
        public void run() {
            trainer.step(batch, RATE);
        }

        @Override
        public void close() {
            trainer.close();
            teacher.close();
            student.close();
        }
    }
}
