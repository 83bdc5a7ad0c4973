package dev.ordo.model.awq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.ordo.model.packed.PackedLayout;
import dev.ordo.model.packed.PackedWeight;
import dev.ordo.model.safetensors.FloatFormats;
import dev.ordo.model.torch.TensorScope;
import dev.ordo.model.torch.TorchOptions;
import dev.ordo.model.torch.TorchSession;
import java.io.IOException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Compared with llm-compressor's search, and with clipping in float64 (tools/golden/awq.py), at every width.
 *
 * <p>Both compute sums, and scales of columns, in other orders and partly in float64, and a weight that lies half way between two integers may go either
 * way for that: {@value #ERRORS} of an error. Two choices whose errors are nearer to each other than that are both right; the others have to
 * be the reference's, their scales by {@value #SCALES}.
 */
class AwqQuantizerGoldenTest {
    private static final double SCALES = 1e-5;
    private static final double ERRORS = 5e-4;

    private final JsonNode golden = golden();

    static Stream<JsonNode> cases() {
        return StreamSupport.stream(golden().get("cases").spliterator(), false);
    }

    static Stream<JsonNode> clippings() {
        return cases().filter(each -> !each.get("clipping").isNull());
    }

    private static JsonNode golden() {
        try {
            return new JsonMapper().readTree(AwqQuantizerGoldenTest.class.getResourceAsStream("awq.json"));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void choosesTheScalesOfColumnsThatTheReferenceChooses(JsonNode expected) {
        try (TorchSession session = TorchSession.open(TorchOptions.cpu(1));
                AwqQuantizer quantizer = new AwqQuantizer(session);
                TensorScope scope = session.scope()) {
            AwqQuantizer.Chosen chosen = quantizer.choose(
                    weights(session, scope.manager(), expected.get("weights").intValue()),
                    statistics(session, quantizer, scope.manager()),
                    expected.get("bits").intValue(),
                    expected.get("groupSize").intValue());

            double[] errors = numbers(expected.get("errors"));
            assertThat(chosen.errors()).hasSize(errors.length);
            for (int i = 0; i < errors.length; i++) {
                assertThat(chosen.errors()[i]).as("choice %d", i).isCloseTo(errors[i], within(errors[i] * ERRORS));
            }
            if (isClear(errors)) {
                agree(chosen.scales(), numbers(expected.get("scales")));
            } else {
                assertThat(errors[least(chosen.errors())])
                        .isLessThanOrEqualTo(errors[least(errors)] * (1 + 2 * ERRORS));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("clippings")
    void clipsEachGroupAsTheReferenceDoes(JsonNode expected) {
        PackedLayout layout = new PackedLayout(
                rows(),
                columns(),
                expected.get("bits").intValue(),
                expected.get("groupSize").intValue());
        try (TorchSession session = TorchSession.open(TorchOptions.cpu(1));
                AwqQuantizer quantizer = new AwqQuantizer(session);
                TensorScope scope = session.scope()) {
            PackedWeight packed = quantizer
                    .round(
                            scope.manager(),
                            layout,
                            "weight",
                            weights(session, scope.manager(), 1).get(0),
                            floats(expected.get("scales")),
                            statistics(session, quantizer, scope.manager()))
                    .packed();

            JsonNode clipping = expected.get("clipping");
            for (int group = 0; group < layout.rows() * layout.groupsPerRow(); group++) {
                double scale = FloatFormats.fromBf16(packed.scales()[group]);
                double[] scales = choices(clipping.get("scales"), group);
                double[] errors = choices(clipping.get("errors"), group);
                int chosen = IntStream.range(0, scales.length)
                        .filter(i -> scales[i] == scale)
                        .findFirst()
                        .orElseThrow();
                assertThat(errors[chosen])
                        .as("group %d", group)
                        .isLessThanOrEqualTo(errors[least(errors)] * (1 + 2 * ERRORS));
            }
        }
    }

    /** Whether only one choice is right. */
    private static boolean isClear(double[] errors) {
        double least = errors[least(errors)];
        return IntStream.range(0, errors.length)
                        .filter(i -> errors[i] <= least * (1 + 2 * ERRORS))
                        .count()
                == 1;
    }

    private static int least(double[] errors) {
        return IntStream.range(0, errors.length).reduce(0, (a, b) -> errors[b] < errors[a] ? b : a);
    }

    private static void agree(float[] found, double[] expected) {
        assertThat(found).hasSize(expected.length);
        for (int i = 0; i < found.length; i++) {
            assertThat((double) found[i]).as("scale %d", i).isCloseTo(expected[i], within(expected[i] * SCALES));
        }
    }

    private static double[] choices(JsonNode byChoice, int group) {
        return StreamSupport.stream(byChoice.spliterator(), false)
                .mapToDouble(choice -> choice.get(group).doubleValue())
                .toArray();
    }

    private int rows() {
        return golden.get("rows").intValue();
    }

    private int columns() {
        return golden.get("columns").intValue();
    }

    private NDList weights(TorchSession session, NDManager owner, int count) {
        NDList weights = new NDList();
        for (int i = 0; i < count; i++) {
            weights.add(session.floats(owner, bf16(golden.get("weights").get(i)), rows(), columns()));
        }
        return weights;
    }

    private AwqQuantizer.InputStatistics statistics(TorchSession session, AwqQuantizer quantizer, NDManager owner) {
        float[] inputs = floats(golden.get("inputs"));
        return quantizer.statistics(
                owner,
                columns(),
                batch -> batch.accept(
                        session.floats(owner, inputs, 1, golden.get("samples").intValue(), columns())));
    }

    private static float[] bf16(JsonNode patterns) {
        float[] values = new float[patterns.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = FloatFormats.fromBf16((short) patterns.get(i).intValue());
        }
        return values;
    }

    private static float[] floats(JsonNode json) {
        float[] values = new float[json.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = json.get(i).floatValue();
        }
        return values;
    }

    private static double[] numbers(JsonNode json) {
        return StreamSupport.stream(json.spliterator(), false)
                .mapToDouble(JsonNode::doubleValue)
                .toArray();
    }
}
