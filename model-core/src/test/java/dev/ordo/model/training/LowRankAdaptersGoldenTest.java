package dev.ordo.model.training;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDList;
import dev.ordo.model.adapter.LowRankPair;
import dev.ordo.model.decoder.DecoderModel;
import dev.ordo.model.decoder.Golden;
import dev.ordo.model.decoder.TokenBatch;
import dev.ordo.model.safetensors.SafetensorsFile;
import dev.ordo.model.torch.TensorScope;
import dev.ordo.model.torch.TorchOptions;
import dev.ordo.model.torch.TorchSession;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Against PEFT's adapters and torch's autograd and AdamW in float32 (tools/golden/adapters.py). PEFT multiplies with A and B one after another,
 * we with their product's sum: float32 sums in another order, so that losses and gradients err as those of whole models do, by up to 1e-5 of
 * the largest value of their tensor. The root and the division in AdamW make of it a share of three steps of the rate 1e-3.
 */
class LowRankAdaptersGoldenTest {
    private static final double TOLERANCE = 5e-5;
    private static final double LOSS_TOLERANCE = 1e-6;
    private static final double WEIGHTS_TOLERANCE = 2e-5;
    private static final Loss LOSS = new Loss(0.7, 0.3, 2);

    private final TorchSession session = TorchSession.open(TorchOptions.cpu(1));

    @AfterEach
    void close() {
        session.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"qwen2", "llama"})
    void computesWhatTheReferenceComputes(String family) {
        try (Golden golden = Golden.of(family);
                SafetensorsFile expected = AdapterFixtures.of(family);
                DecoderModel model = golden.model(session);
                LowRankAdapters adapters = AdapterFixtures.adapters(model, family, expected);
                TensorScope scope = session.scope()) {
            float[] logits = TorchSession.toFloats(model.kernels()
                    .tensor(
                            scope.manager(),
                            "logits",
                            model.argumentsOf(adapters.weights(), model.tokens(scope, golden.tokens()))));

            Golden.assertEqual(expected, "logits", logits, TOLERANCE);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"qwen2", "llama"})
    void findsTheReferencesLossAndGradientsOfDistillation(String family) {
        try (Golden golden = Golden.of(family);
                Golden other = Golden.of(Golden.teacherOf(family));
                SafetensorsFile expected = AdapterFixtures.of(family);
                DecoderModel student = golden.model(session);
                DecoderModel teacher = other.model(session);
                LowRankAdapters adapters = AdapterFixtures.adapters(student, family, expected);
                LossGradients found =
                        new LossGradients(student, teacher, LOSS, StepOptions.FLOAT32, scope -> adapters.weights());
                TensorScope scope = session.scope()) {
            TokenBatch batch = golden.tokens();
            double[] sums = found.compute(scope, batch).toDoubleArray();
            NDList gradients = adapters.gradients(found.gradients());

            float loss = (float) ((0.7 * sums[0] + 0.3 * sums[1]) / batch.scored());
            Golden.assertEqual(expected, "kd.loss", new float[] {loss}, LOSS_TOLERANCE);
            List<String> names = adapters.trained().names();
            assertThat(names).hasSize(gradients.size());
            for (int i = 0; i < names.size(); i++) {
                Golden.assertEqual(
                        expected,
                        "grad." + AdapterFixtures.key(names.get(i)),
                        TorchSession.toFloats(gradients.get(i)),
                        TOLERANCE);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"qwen2", "llama"})
    void endsWithTheReferencesAdaptersAfterThreeStepsAndLeavesTheWeightsAlone(String family) {
        AdamW optimizer = new AdamW(0.9, 0.95, 1e-8, 0.1, 0.5);
        try (Golden golden = Golden.of(family);
                Golden other = Golden.of(Golden.teacherOf(family));
                SafetensorsFile expected = AdapterFixtures.of(family);
                DecoderModel student = golden.model(session);
                DecoderModel teacher = other.model(session);
                LowRankAdapters adapters = AdapterFixtures.adapters(student, family, expected);
                Trainer trainer = Trainer.adapting(student, teacher, LOSS, optimizer, StepOptions.FLOAT32, adapters)) {
            Map<String, float[]> before = student.weights();
            for (int step = 0; step < 3; step++) {
                trainer.step(golden.tokens(), 1e-3);
            }

            student.layout().names().stream()
                    .filter(AdapterFixtures.CONFIGS.get(family)::covers)
                    .forEach(name -> {
                        LowRankPair pair = adapters.pair(name);
                        Golden.assertEqual(expected, "after.a." + name, pair.a(), WEIGHTS_TOLERANCE);
                        Golden.assertEqual(expected, "after.b." + name, pair.b(), WEIGHTS_TOLERANCE);
                    });
            assertThat(student.weights()).usingRecursiveComparison().isEqualTo(before);
        }
    }
}
