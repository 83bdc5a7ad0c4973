package dev.ordo.model.training;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.ordo.model.torch.Kernels;
import dev.ordo.model.torch.TensorScope;
import dev.ordo.model.torch.TorchOptions;
import dev.ordo.model.torch.TorchSession;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Against torch's autograd in float64 (tools/golden/divergences.py): in float64 both err by some roundings of 1e-16. In float32, in which
 * training computes, logits of up to 500 are rounded to 3e-5 where the teacher is sharp, and divergences and gradients follow.
 * Tolerances are relative to the largest value.
 */
class DivergencesGoldenTest {
    /** Less than the fixture's 9 positions, and no divisor of them. */
    private static final int PIECE = 4;

    private final JsonNode golden = golden();
    private final TorchSession session = TorchSession.open(TorchOptions.cpu(1));
    private final Kernels kernels = Kernels.compile(
            session.device(), "decoder", "products", "cpu", "layer_gradients", "training", "divergences");

    @AfterEach
    void close() {
        kernels.close();
        session.close();
    }

    @TestFactory
    Stream<DynamicTest> findsTheReferencesLossesAndGradientsInDoublePrecision() {
        return cases(DataType.FLOAT64, 1e-12);
    }

    @TestFactory
    Stream<DynamicTest> findsTheReferencesLossesAndGradientsInSinglePrecision() {
        return cases(DataType.FLOAT32, 1e-4);
    }

    @Test
    void hasACaseForEveryDivergence() {
        List<String> labels =
                Arrays.stream(Divergence.values()).map(Divergence::label).toList();

        assertThat(elements().map(each -> each.get("divergence").textValue()).distinct())
                .containsExactlyElementsOf(labels);
    }

    private Stream<DynamicTest> cases(DataType type, double tolerance) {
        return elements()
                .map(each -> DynamicTest.dynamicTest(
                        each.get("divergence").textValue() + " at T = "
                                + each.get("temperature").doubleValue(),
                        () -> compare(each, type, tolerance)));
    }

    private void compare(JsonNode expected, DataType type, double tolerance) {
        try (TensorScope scope = session.scope()) {
            NDArray head = matrix(scope, "head", "vocabulary", type);
            NDArray dhead = head.zerosLike();

            NDList found = kernels.tensors(
                    scope.manager(),
                    "head_loss",
                    matrix(scope, "h", "positions", type),
                    head,
                    matrix(scope, "targets", "positions", DataType.INT64).flatten(),
                    matrix(scope, "teacherH", "positions", type),
                    matrix(scope, "teacherHead", "vocabulary", type),
                    expected.get("ce").doubleValue(),
                    expected.get("kl").doubleValue(),
                    expected.get("divergence").textValue(),
                    expected.get("temperature").doubleValue(),
                    PIECE,
                    dhead);

            assertClose(expected, "sums", found.get(0), tolerance);
            assertClose(expected, "dh", found.get(1), tolerance);
            assertClose(expected, "dhead", dhead, tolerance);
        }
    }

    private NDArray matrix(TensorScope scope, String name, String rows, DataType type) {
        double[] values = doubles(golden.get(name));
        long count = golden.get(rows).longValue();
        return scope.manager()
                .create(values, new Shape(count, values.length / count))
                .toType(type, false);
    }

    private static void assertClose(JsonNode expected, String name, NDArray actual, double tolerance) {
        double[] wanted = doubles(expected.get(name));
        double[] found = actual.toType(DataType.FLOAT64, false).toDoubleArray();
        assertThat(found).as(name).hasSameSizeAs(wanted);
        double largest = Arrays.stream(wanted).map(Math::abs).max().orElseThrow();
        for (int i = 0; i < wanted.length; i++) {
            assertThat(Math.abs(found[i] - wanted[i]))
                    .as(name + "[" + i + "] is " + found[i] + ", the reference's " + wanted[i])
                    .isLessThanOrEqualTo(tolerance * largest);
        }
    }

    private Stream<JsonNode> elements() {
        return StreamSupport.stream(golden.get("cases").spliterator(), false);
    }

    private static double[] doubles(JsonNode numbers) {
        return StreamSupport.stream(numbers.spliterator(), false)
                .mapToDouble(JsonNode::doubleValue)
                .toArray();
    }

    private static JsonNode golden() {
        try (InputStream in = DivergencesGoldenTest.class.getResourceAsStream("divergences.json")) {
            return new JsonMapper().readTree(in);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
