package dev.ordo.model.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import dev.ordo.model.decoder.DecoderModel;
import dev.ordo.model.decoder.TokenBatch;
import dev.ordo.model.testing.TinyModels;
import dev.ordo.model.torch.ComputeType;
import dev.ordo.model.torch.Kernels;
import dev.ordo.model.torch.TensorScope;
import dev.ordo.model.torch.TorchOptions;
import dev.ordo.model.torch.TorchSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BenchmarkingTest {
    private static final Stopwatch BRIEF = new Stopwatch(2, 0, 2);

    private static TorchSession session;

    @BeforeAll
    static void open() {
        session = TorchSession.open(TorchOptions.cpu(2));
    }

    @AfterAll
    static void close() {
        session.close();
    }

    @ParameterizedTest
    @MethodSource("dev.ordo.model.benchmark.Benchmarks#names")
    void measuresEveryRowAndItsFloor(String name) {
        Measurement row =
                new Benchmarking(session, TinyModels.config(), 16, BRIEF).measure(Benchmarks.named(name), () -> 42);

        assertThat(row.name()).isEqualTo(name);
        assertThat(row.runs()).isEqualTo(2);
        assertThat(row.peakBytes()).isEqualTo(42);
        assertThat(row.medianTokensPerSecond()).isPositive().isLessThanOrEqualTo(row.tokensPerSecond());
        assertThat(row.floorTokensPerSecond()).isPositive();
    }

    @Test
    void namesTheRowsThereAreWhereOneIsUnknown() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Benchmarks.named("forward-fp8"))
                .withMessageContaining("no benchmark named forward-fp8")
                .withMessageContaining("forward-fp32");
    }

    @Test
    void refusesASequenceThatTheModelDoesNotRead() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Benchmarking(session, TinyModels.config(), 129, BRIEF))
                .withMessageContaining("[2, 128]");
    }

    @Test
    void prepackedProductsEqualPlainOnes() {
        try (Kernels kernels = RandomModels.kernels(session);
                TensorScope scope = session.scope()) {
            NDArray x = normal(kernels, scope, 16, 64);
            NDList weights = new NDList(normal(kernels, scope, 96, 64), normal(kernels, scope, 32, 64));
            NDList prepacked = kernels.tensors(scope.manager(), "prepack", weights, 16);

            float plain =
                    kernels.tensor(scope.manager(), "products", x, weights).getFloat();
            float packed = kernels.tensor(scope.manager(), "prepacked_products", x, prepacked)
                    .getFloat();

            assertThat(packed).isCloseTo(plain, within(1e-5f));
        } catch (EngineException absent) {
            assertThat(absent).as("only where oneDNN is not there").hasMessageContaining("mkldnn");
        }
    }

    /** bfloat16 has 8 bits: the scores of a two-layer model differ by some hundredths of their size. */
    @Test
    void aModelInBfloat16ScoresAsInFloat32ButForItsRounding() {
        TokenBatch batch = RandomModels.tokens(TinyModels.config(), 16);
        try (DecoderModel wide = fromFloats(ComputeType.FLOAT32);
                DecoderModel narrow = fromFloats(ComputeType.BFLOAT16);
                TensorScope scope = session.scope();
                Kernels kernels = RandomModels.kernels(session)) {
            NDArray exact = wide.logits(scope.manager(), batch);
            NDArray rounded = kernels.tensor(scope.manager(), "converted", narrow.logits(scope.manager(), batch), 6);

            double size = exact.abs().mean().getFloat();
            double off = rounded.sub(exact).abs().mean().getFloat();

            assertThat(off).isPositive().isLessThan(0.03 * size);
        }
    }

    /** The same weights, which bfloat16 holds exactly, in either type. */
    private static DecoderModel fromFloats(ComputeType type) {
        var weights = TinyModels.weights(TinyModels.config(), 1);
        try (Kernels kernels = RandomModels.kernels(session);
                TensorScope scope = session.scope()) {
            return DecoderModel.ofTensors(
                    session,
                    TinyModels.config(),
                    type,
                    (owner, name, shape) -> kernels.tensor(
                            owner,
                            "converted",
                            session.floats(scope.manager(), weights.get(name), shape),
                            type.code()));
        }
    }

    private static NDArray normal(Kernels kernels, TensorScope scope, long... shape) {
        return kernels.tensor(scope.manager(), "random_normal", shape, 0.0, 1.0, 6, session.device());
    }
}
