package dev.ordo.model.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDList;
import dev.ordo.events.error.ErrorCode;
import dev.ordo.model.decoder.DecoderModel;
import dev.ordo.model.decoder.TinyDecoder;
import dev.ordo.model.decoder.TokenBatch;
import dev.ordo.model.torch.ComputeType;
import dev.ordo.model.torch.TensorScope;
import dev.ordo.model.torch.TorchOptions;
import dev.ordo.model.torch.TorchSession;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrainerTest {
    private static final int VOCABULARY = 24;
    private static final AdamW OPTIMIZER = AdamW.withWeightDecay(0.1);
    private static final Loss DISTILLATION = new Loss(0.7, 0.3, 2);

    private final TorchSession session = TorchSession.open(TorchOptions.cpu(1));
    private final WindowSampler sampler = new WindowSampler(TinyDecoder.text(2000, VOCABULARY, 1), 4, 16, 1);

    @AfterEach
    void close() {
        session.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void endsWithTheSameBitsWhenRunTwiceOnAsManyThreads(int threads) {
        Map<String, float[]> first = distilled(threads);
        Map<String, float[]> second = distilled(threads);

        assertThat(second).usingRecursiveComparison().isEqualTo(first);
    }

    private Map<String, float[]> distilled(int threads) {
        try (TorchSession wide = TorchSession.open(TorchOptions.cpu(threads));
                DecoderModel student = TinyDecoder.model(wide, VOCABULARY, 32, 1);
                DecoderModel teacher = TinyDecoder.model(wide, VOCABULARY, 32, 2);
                Trainer trainer = Trainer.distillation(student, teacher, DISTILLATION, OPTIMIZER)) {
            for (int step = 0; step < 10; step++) {
                trainer.step(sampler.batch(step), 1e-2);
            }
            return student.weights();
        }
    }

    @ParameterizedTest
    @EnumSource(ComputeType.class)
    void activationCheckpointingChangesNoBit(ComputeType products) {
        Map<String, float[]> kept = distilled(new StepOptions(products, false));
        Map<String, float[]> computedAgain = distilled(new StepOptions(products, true));

        assertThat(computedAgain).usingRecursiveComparison().isEqualTo(kept);
    }

    private Map<String, float[]> distilled(StepOptions options) {
        try (DecoderModel student = TinyDecoder.model(session, VOCABULARY, 32, 1);
                DecoderModel teacher = TinyDecoder.model(session, VOCABULARY, 32, 2);
                Trainer trainer = Trainer.distillation(student, teacher, DISTILLATION, OPTIMIZER, options)) {
            for (int step = 0; step < 3; step++) {
                trainer.step(sampler.batch(step), 1e-2);
            }
            return student.weights();
        }
    }

    /** Float32 sums err by about 1e-6 of the loss, and the difference is of 2e-3 of it. */
    @ParameterizedTest
    @CsvSource({
        "1, 0, FORWARD_KL, 1",
        "0.7, 0.3, FORWARD_KL, 2",
        "0, 1, FORWARD_KL, 1",
        "0.2, 1.5, FORWARD_KL, 3",
        "0.7, 0.3, REVERSE_KL, 2",
        "0, 1, REVERSE_KL, 1",
        "0.7, 0.3, JENSEN_SHANNON, 2",
        "0, 1, JENSEN_SHANNON, 1"
    })
    void findsTheSlopeThatFiniteDifferencesFind(double ce, double kl, Divergence divergence, double temperature) {
        Loss loss = new Loss(ce, kl, divergence, temperature);
        TokenBatch batch = sampler.batch(0);
        try (DecoderModel student = TinyDecoder.model(session, VOCABULARY, 32, 1);
                DecoderModel teacher = trained(2);
                LossGradients first = new LossGradients(student, teacher, loss, StepOptions.FLOAT32);
                LossGradients gradients = new LossGradients(student, teacher, loss, StepOptions.FLOAT32);
                TensorScope scope = session.scope()) {
            first.compute(scope, batch);
            NDList found = first.gradients();
            double norm = norm(found);
            double step = 1e-3 / norm;

            double above = lossAfter(student, found, step, gradients, batch, loss);
            double below = lossAfter(student, found, -2 * step, gradients, batch, loss);

            assertThat((above - below) / (2 * step)).isCloseTo(norm * norm, within(2e-2 * norm * norm));
        }
    }

    private static double lossAfter(
            DecoderModel model, NDList found, double step, LossGradients gradients, TokenBatch batch, Loss loss) {
        for (int i = 0; i < model.parameters().size(); i++) {
            model.parameters().get(i).addi(found.get(i).mul(step));
        }
        try (TensorScope scope = model.session().scope()) {
            double[] sums = gradients.compute(scope, batch).toDoubleArray();
            long scored = (long) batch.sequences() * (batch.length() - 1);
            return (loss.ceWeight() * sums[0] + loss.klWeight() * sums[1]) / scored;
        }
    }

    private static double norm(NDList found) {
        double squares = 0;
        for (int i = 0; i < found.size(); i++) {
            for (float value : TorchSession.toFloats(found.get(i))) {
                squares += (double) value * value;
            }
        }
        return Math.sqrt(squares);
    }

    private DecoderModel trained(long seed) {
        DecoderModel model = TinyDecoder.model(session, VOCABULARY, 32, seed);
        try (Trainer trainer = Trainer.pretraining(model, OPTIMIZER)) {
            for (int step = 0; step < 30; step++) {
                trainer.step(sampler.batch(step), 2e-2);
            }
        }
        return model;
    }

    @Test
    void learnsTheRuleOfAText() {
        try (DecoderModel model = TinyDecoder.model(session, VOCABULARY, 32, 1);
                Trainer trainer = Trainer.pretraining(model, OPTIMIZER)) {
            double before = trainer.step(sampler.batch(0), 1e-2).loss();
            double after = before;
            for (int step = 1; step < 150; step++) {
                after = trainer.step(sampler.batch(step), 1e-2).loss();
            }

            assertThat(before).isCloseTo(Math.log(VOCABULARY), within(0.1));
            assertThat(after).isLessThan(0.6 * before);
        }
    }

    @ParameterizedTest
    @EnumSource(Divergence.class)
    void drawsTheStudentTowardsTheTeacher(Divergence divergence) {
        try (DecoderModel student = TinyDecoder.model(session, VOCABULARY, 32, 1);
                DecoderModel teacher = trained(2);
                Trainer trainer = Trainer.distillation(student, teacher, new Loss(0, 1, divergence, 1), OPTIMIZER)) {
            double before = trainer.step(sampler.batch(0), 1e-2).divergence();
            double after = before;
            for (int step = 1; step < 100; step++) {
                after = trainer.step(sampler.batch(step), 1e-2).divergence();
            }

            assertThat(after).isLessThan(0.3 * before);
        }
    }

    @Test
    void findsNoDivergenceFromAnEqualTeacher() {
        try (DecoderModel student = TinyDecoder.model(session, VOCABULARY, 32, 1);
                DecoderModel teacher = TinyDecoder.model(session, VOCABULARY, 32, 1);
                Trainer trainer = Trainer.distillation(student, teacher, DISTILLATION, OPTIMIZER)) {
            assertThat(trainer.step(sampler.batch(0), 1e-3).divergence()).isZero();
        }
    }

    @Test
    void leavesTheTeacherAsItWas() {
        try (DecoderModel student = TinyDecoder.model(session, VOCABULARY, 32, 1);
                DecoderModel teacher = TinyDecoder.model(session, VOCABULARY, 32, 2);
                Trainer trainer = Trainer.distillation(student, teacher, DISTILLATION, OPTIMIZER)) {
            Map<String, float[]> before = teacher.weights();

            trainer.step(sampler.batch(0), 1e-2);

            assertThat(teacher.weights()).usingRecursiveComparison().isEqualTo(before);
        }
    }

    @Test
    void decaysMatricesAndSparesVectors() {
        try (DecoderModel model = TinyDecoder.model(session, VOCABULARY, 32, 1);
                DecoderModel same = TinyDecoder.model(session, VOCABULARY, 32, 1);
                Trainer decaying = Trainer.pretraining(model, AdamW.withWeightDecay(0.5));
                Trainer plain = Trainer.pretraining(same, AdamW.withWeightDecay(0))) {
            decaying.step(sampler.batch(0), 1e-2);
            plain.step(sampler.batch(0), 1e-2);

            assertThat(model.weights().get("model.norm.weight"))
                    .isEqualTo(same.weights().get("model.norm.weight"));
            assertThat(model.weights().get("model.layers.0.mlp.up_proj.weight"))
                    .isNotEqualTo(same.weights().get("model.layers.0.mlp.up_proj.weight"));
        }
    }

    @Test
    void refusesPureKlWhereTheTeacherHasTheStudentsWeights() {
        try (DecoderModel student = TinyDecoder.model(session, VOCABULARY, 32, 1);
                DecoderModel teacher = TinyDecoder.model(session, VOCABULARY, 32, 1)) {
            assertThatThrownBy(() -> Trainer.distillation(student, teacher, new Loss(0, 1, 1), OPTIMIZER))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("what compares the two alone has no gradient");
        }
    }

    @Test
    void refusesATeacherOfAnotherVocabulary() {
        try (DecoderModel student = TinyDecoder.model(session, VOCABULARY, 32, 1);
                DecoderModel teacher = TinyDecoder.model(session, 25, 32, 1)) {
            assertThatThrownBy(() -> Trainer.distillation(student, teacher, DISTILLATION, OPTIMIZER))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("the teacher has 25 tokens and the student 24");
        }
    }

    @Test
    void refusesSequencesThatLeaveNothingToScore() {
        try (DecoderModel model = TinyDecoder.model(session, VOCABULARY, 32, 1);
                Trainer trainer = Trainer.pretraining(model, OPTIMIZER)) {
            assertThatThrownBy(() -> trainer.step(TokenBatch.single(new int[] {1}), 1e-3))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("a training sequence needs at least 2 tokens, had 1");
        }
    }

    @Test
    void saysThatTrainingDivergedWhenTheLossIsNotANumber() {
        try (DecoderModel model = TinyDecoder.model(session, VOCABULARY, 32, 1);
                Trainer trainer = Trainer.pretraining(model, OPTIMIZER)) {
            trainer.step(sampler.batch(0), 1e38);

            assertThatThrownBy(() -> {
                        for (int step = 1; step < 5; step++) {
                            trainer.step(sampler.batch(step), 1e38);
                        }
                    })
                    .isInstanceOfSatisfying(NonFiniteLossException.class, failure -> {
                        assertThat(failure.code()).isEqualTo(ErrorCode.TRAINING_DIVERGED);
                        assertThat(failure.loss()).isNaN();
                    });
        }
    }
}
