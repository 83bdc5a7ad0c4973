package dev.ordo.model.decoder;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import dev.ordo.model.WorkProgress;
import dev.ordo.model.checkpoint.CheckpointDirectory;
import dev.ordo.model.torch.ComputeType;
import dev.ordo.model.torch.Kernels;
import dev.ordo.model.torch.TensorScope;
import dev.ordo.model.torch.TorchOptions;
import dev.ordo.model.torch.TorchSession;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Against transformers in float32 (tools/golden/decoder.py, families.py). Both sides round each of some hundred operations; of these
 * tiny models' scores the reference's own float32 is up to 2.5e-6 of the largest from its float64, and we allow four times that.
 */
class DecoderGoldenTest {
    private static final double TOLERANCE = 1e-5;

    private final TorchSession session = TorchSession.open(TorchOptions.cpu(1));

    @AfterEach
    void close() {
        session.close();
    }

    @ParameterizedTest
    @MethodSource("dev.ordo.model.decoder.Golden#all")
    void scoresNextTokensAsTheReferenceDoes(String family) {
        try (Golden golden = Golden.of(family);
                DecoderModel model = golden.model(session);
                TensorScope scope = session.scope()) {
            float[] logits = TorchSession.toFloats(model.logits(scope.manager(), golden.tokens()));

            golden.assertEqual("logits", logits, TOLERANCE);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.ordo.model.decoder.Golden#all")
    void findsTheSaliencyOfNeuronsAsTheReferenceDoes(String family) {
        try (Golden golden = Golden.of(family);
                CheckpointDirectory checkpoint = golden.checkpoint();
                LayeredDecoder decoder = new LayeredDecoder(session, checkpoint)) {
            float[][] saliency = MlpSaliency.measure(decoder, rows(golden.tokens()), WorkProgress.NONE);

            for (int layer = 0; layer < saliency.length; layer++) {
                golden.assertEqual("neurons." + layer, saliency[layer], TOLERANCE);
            }
        }
    }

    /**
     * bfloat16 keeps 8 bits, and no two implementations round at the same places: the medians of how far the reference's eager and
     * its fused attention are from float32 differ by up to 7 %, the roots of the mean square, which single scores decide, by 140 %. So
     * the median of ours may be half as large again.
     */
    @ParameterizedTest
    @MethodSource("dev.ordo.model.decoder.Golden#variants")
    void inBfloat16ErrsNoMoreThanTheReferenceInBfloat16(String variant) {
        try (Golden golden = Golden.of(variant);
                DecoderModel model = golden.model(session, ComputeType.BFLOAT16);
                Kernels kernels = Kernels.compile(session.device(), "tensors");
                TensorScope scope = session.scope()) {
            NDArray logits = kernels.tensor(
                    scope.manager(),
                    "converted",
                    model.logits(scope.manager(), golden.tokens()),
                    ComputeType.FLOAT32.code());

            float[] exact = golden.expected("logits");
            double reference = medianDistance(golden.expected("bfloat16.logits"), exact);
            assertThat(reference).isPositive();
            assertThat(medianDistance(TorchSession.toFloats(logits), exact))
                    .isPositive()
                    .isLessThan(1.5 * reference);
        }
    }

    private static double medianDistance(float[] some, float[] others) {
        return IntStream.range(0, others.length)
                .mapToDouble(i -> Math.abs((double) some[i] - others[i]))
                .sorted()
                .skip(others.length / 2)
                .findFirst()
                .orElseThrow();
    }

    private static List<TokenBatch> rows(TokenBatch batch) {
        List<TokenBatch> rows = new ArrayList<>();
        for (int row = 0; row < batch.sequences(); row++) {
            long[] ids = java.util.Arrays.copyOfRange(batch.ids(), row * batch.length(), (row + 1) * batch.length());
            rows.add(new TokenBatch(ids, 1, batch.length()));
        }
        return rows;
    }
}
