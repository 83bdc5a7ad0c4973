package dev.ordo.model.training;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import dev.ordo.model.checkpoint.CheckpointDirectory;
import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.decoder.DecoderModel;
import dev.ordo.model.decoder.Golden;
import dev.ordo.model.decoder.TokenBatch;
import dev.ordo.model.safetensors.SafetensorsFile;
import dev.ordo.model.torch.ComputeType;
import dev.ordo.model.torch.TensorScope;
import dev.ordo.model.torch.TorchOptions;
import dev.ordo.model.torch.TorchSession;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Against transformers' layers and torch's cosine_similarity and autograd in float32 (tools/golden/hidden.py), with a teacher of five layers for a
 * student of two. Gradients err as those of {@link TrainingGoldenTest} do.
 */
class HiddenStatesGoldenTest {
    private static final double TOLERANCE = 5e-5;
    private static final double LOSS_TOLERANCE = 1e-6;
    private static final Loss LOSS = new Loss(0.7, 0.3, Divergence.FORWARD_KL, 2, 0.5);
    private static final Loss ALONE = new Loss(0, 0, Divergence.FORWARD_KL, 2, 1);
    private static final int[] STACK = {0, 1, 0, 1, 0};

    private final TorchSession session = TorchSession.open(TorchOptions.cpu(1));

    @AfterEach
    void close() {
        session.close();
    }

    static Stream<Arguments> families() {
        return Stream.of("qwen2", "llama")
                .flatMap(family -> Stream.of(false, true)
                        .flatMap(checkpointing -> Stream.of(0, 1)
                                .map(microBatch -> Arguments.of(
                                        family, new StepOptions(ComputeType.FLOAT32, checkpointing, microBatch)))));
    }

    @ParameterizedTest
    @MethodSource("families")
    void findsTheReferencesLossAndGradientOfEveryParameter(String family, StepOptions options) {
        assertFound(family, options, LOSS, "hidden");
    }

    @ParameterizedTest
    @MethodSource("families")
    void findsThemWhereHiddenStatesAreAllThatIsCompared(String family, StepOptions options) {
        assertFound(family, options, ALONE, "alone");
    }

    private void assertFound(String family, StepOptions options, Loss loss, String fixture) {
        try (Golden golden = Golden.of(family);
                SafetensorsFile expected = expected(golden);
                DecoderModel student = golden.model(session);
                DecoderModel teacher = stacked(Golden.teacherOf(family));
                AccumulatedGradients found =
                        new AccumulatedGradients(student, new LossGradients(student, teacher, loss, options));
                TensorScope scope = session.scope()) {
            TokenBatch batch = batch(golden, family);
            double[] sums = found.compute(scope, batch);

            assertLoss(expected, fixture, loss, sums, batch);
            assertGradients(expected, fixture, student.layout().names(), found.gradients());
        }
    }

    @ParameterizedTest
    @MethodSource("families")
    void findsTheReferencesLossAndGradientsOfAdapters(String family, StepOptions options) {
        try (Golden golden = Golden.of(family);
                SafetensorsFile expected = expected(golden);
                SafetensorsFile pairs = AdapterFixtures.of(family);
                DecoderModel student = golden.model(session);
                DecoderModel teacher = stacked(Golden.teacherOf(family));
                LowRankAdapters adapters = AdapterFixtures.adapters(student, family, pairs);
                AccumulatedGradients found = new AccumulatedGradients(
                        student, new LossGradients(student, teacher, LOSS, options, any -> adapters.weights()));
                TensorScope scope = session.scope()) {
            TokenBatch batch = batch(golden, family);
            double[] sums = found.compute(scope, batch);

            assertLoss(expected, "adapted", LOSS, sums, batch);
            assertGradients(
                    expected,
                    "adapted",
                    adapters.trained().names().stream()
                            .map(AdapterFixtures::key)
                            .toList(),
                    adapters.gradients(found.gradients()));
        }
    }

    private static TokenBatch batch(Golden golden, String family) {
        return family.equals("qwen2") ? golden.maskedTokens() : golden.tokens();
    }

    private static void assertLoss(
            SafetensorsFile expected, String fixture, Loss weights, double[] sums, TokenBatch batch) {
        double loss = (weights.ceWeight() * sums[0] + weights.klWeight() * sums[1] + weights.hiddenWeight() * sums[2])
                / batch.scored();
        Golden.assertEqual(expected, fixture + ".loss", new float[] {(float) loss}, LOSS_TOLERANCE);
    }

    private static void assertGradients(
            SafetensorsFile expected, String fixture, List<String> names, NDList gradients) {
        assertThat(names).hasSameSizeAs(gradients);
        for (int i = 0; i < names.size(); i++) {
            float[] gradient = TorchSession.toFloats(gradients.get(i));
            Golden.assertEqual(expected, fixture + ".grad." + names.get(i), gradient, TOLERANCE);
        }
    }

    /** Layers of a student beside the layers of its teacher that they are compared with. */
    @ParameterizedTest
    @CsvSource({"5, 2, 3 5", "4, 4, 1 2 3 4", "4, 3, 1 3 4", "2, 4, 1 1 2 2", "7, 1, 7"})
    void comparesWithTheTeachersLayerOfTheNearestRelativeDepth(int teacher, int student, String depths) {
        try (DecoderModel any = stacked("llama");
                TensorScope scope = session.scope()) {
            NDArray[] kept = IntStream.rangeClosed(0, teacher)
                    .mapToObj(depth -> session.floats(scope.manager(), new float[] {depth}, 1))
                    .toArray(NDArray[]::new);

            NDList chosen = any.kernels().tensors(scope.manager(), "streams_of_depths", new NDList(kept), student);

            assertThat(chosen.stream().map(each -> (int) each.getFloat(0)))
                    .containsExactlyElementsOf(Arrays.stream(depths.split(" "))
                            .map(Integer::valueOf)
                            .toList());
        }
    }

    private static SafetensorsFile expected(Golden golden) {
        try (CheckpointDirectory checkpoint = golden.checkpoint()) {
            return SafetensorsFile.open(checkpoint.path().resolve("hidden.safetensors"));
        }
    }

    /** The fixture's model with five layers, as hidden.py makes it. */
    private DecoderModel stacked(String family) {
        try (Golden golden = Golden.of(family);
                CheckpointDirectory checkpoint = golden.checkpoint()) {
            var json = checkpoint.config().toJson();
            json.put("num_hidden_layers", STACK.length);
            json.remove("layer_types"); // One for each layer, all of full attention, as without.
            return DecoderModel.of(session, ModelConfig.parse(json), name -> checkpoint.readFloat32(original(name)));
        }
    }

    private static String original(String name) {
        String[] parts = name.split("\\.");
        if (parts[1].equals("layers")) {
            parts[2] = Integer.toString(STACK[Integer.parseInt(parts[2])]);
        }
        return String.join(".", parts);
    }
}
