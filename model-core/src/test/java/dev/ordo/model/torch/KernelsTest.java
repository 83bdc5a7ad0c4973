package dev.ordo.model.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.pytorch.jni.JniUtils;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KernelsTest {
    private final TorchSession session = TorchSession.open(TorchOptions.cpu(1));
    private final Kernels kernels = Kernels.compile(
            session.device(), "decoder", "products", "cpu", "layer_gradients", "training", "divergences", "tensors");

    @AfterEach
    void close() {
        kernels.close();
        session.close();
    }

    @Test
    void computesWhatTheSourceSays() {
        NDArray x = session.floats(session.manager(), new float[] {0, 1, -1, 2}, 1, 4);
        NDArray identity = session.floats(session.manager(), new float[] {1, 0, 0, 0, 0, 1, 0, 0}, 2, 4);

        NDArray active = kernels.tensor(session.manager(), "neurons", x, new NDList(identity, identity), 0, 0);

        double silu = 1 / (1 + Math.exp(-1));
        assertThat(TorchSession.toFloats(active)).containsExactly(0, (float) silu);
    }

    /** Both round to bfloat16 where the reference does, but sum in other orders: one step of its 8 bits at most. */
    @Test
    void normalizesOneRowInBfloat16AsItDoesSeveral() {
        float[] row = new float[96];
        for (int i = 0; i < row.length; i++) {
            row[i] = (i * 37 % 101 - 50) / 30f;
        }
        float[] rows = Arrays.copyOf(row, 2 * row.length);
        NDArray weight = bfloat16(row, row.length);

        NDArray one = kernels.tensor(session.manager(), "normal", bfloat16(row, 1, 96), new NDList(weight), 0, 1e-5);
        NDArray two = kernels.tensor(session.manager(), "normal", bfloat16(rows, 2, 96), new NDList(weight), 0, 1e-5);

        float[] expected = floats(two);
        float[] found = floats(one);
        for (int i = 0; i < row.length; i++) {
            assertThat(found[i]).isCloseTo(expected[i], within(Math.abs(expected[i]) / 128));
        }
    }

    private NDArray bfloat16(float[] values, long... shape) {
        NDArray wide = session.floats(session.manager(), values, shape);
        return kernels.tensor(session.manager(), "converted", wide, ComputeType.BFLOAT16.code());
    }

    private float[] floats(NDArray tensor) {
        return TorchSession.toFloats(
                kernels.tensor(session.manager(), "converted", tensor, ComputeType.FLOAT32.code()));
    }

    @Test
    void countsTheWeightsOfALayerWithAndWithoutBiasesAndNorms() {
        assertThat(kernels.number("stride", new long[] {2, 4, 2, 8, 0, 0, 0, 0}))
                .isEqualTo(9);
        assertThat(kernels.number("stride", new long[] {2, 4, 2, 8, 1, 1, 0, 0}))
                .isEqualTo(13);
        assertThat(kernels.number("stride", new long[] {2, 4, 2, 8, 0, 0, 1, 0}))
                .isEqualTo(11);
        assertThat(kernels.number("stride", new long[] {2, 4, 2, 8, 1, 1, 1, 1}))
                .as("joined")
                .isEqualTo(10);
    }

    @Test
    void doesNotCompileASourceWithoutTheSourcesThatItCalls() {
        assertThatThrownBy(() -> Kernels.compile(session.device(), "training")).isInstanceOf(EngineException.class);
    }

    @Test
    void namesTheScriptLineOfAFailure() {
        NDArray x = session.zeros(session.manager(), 2, 3);

        NDList weights = new NDList(x, session.zeros(session.manager(), 2, 5));

        assertThatThrownBy(() -> kernels.tensor(session.manager(), "neurons", x, weights, 0, 0))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("torch.silu");
    }

    @Test
    void refusesASourceThatDoesNotExist() {
        assertThatThrownBy(() -> Kernels.compile(session.device(), "alchemy"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no kernel source named alchemy");
    }

    @Test
    void refusesAnArgumentThatNoKernelTakes() {
        assertThatThrownBy(() -> kernels.number("stride", new Object()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a kernel takes no java.lang.Object");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void leavesTheThreadsGradientModeAsItWas(boolean mode) {
        boolean before = JniUtils.isGradMode();
        try {
            JniUtils.setGradMode(mode);
            trainingGradients();

            assertThat(JniUtils.isGradMode()).isEqualTo(mode);
        } finally {
            JniUtils.setGradMode(before);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void restoresTheGradientModeWhenAKernelFails(boolean mode) {
        boolean before = JniUtils.isGradMode();
        try {
            JniUtils.setGradMode(mode);
            assertThatThrownBy(() -> kernels.tensors(session.manager(), "gradients", new NDList()))
                    .isInstanceOf(EngineException.class);

            assertThat(JniUtils.isGradMode()).isEqualTo(mode);
        } finally {
            JniUtils.setGradMode(before);
        }
    }

    /** Two sequences, three heads, five positions, four numbers a head. */
    @Test
    void theProcessorsAttentionHasTheGradientsThatItsTwinHas() {
        NDArray q = attentionInput(1);
        NDArray k = attentionInput(2);
        NDArray v = attentionInput(3);
        NDArray upstream = attentionInput(4);
        NDList result = kernels.tensors(session.manager(), "flash", q, k, v);

        NDList found =
                kernels.tensors(session.manager(), "flash_back", upstream, q, k, v, result.get(0), result.get(1));
        NDList expected = kernels.tensors(session.manager(), "attention_gradients", upstream, q, k, v);

        assertThat(found).hasSize(3);
        for (int i = 0; i < 3; i++) {
            assertThat(TorchSession.toFloats(found.get(i)))
                    .usingComparatorWithPrecision(1e-6f)
                    .containsExactly(TorchSession.toFloats(expected.get(i)));
        }
    }

    private NDArray attentionInput(long seed) {
        Random random = new Random(seed);
        float[] values = new float[2 * 3 * 5 * 4];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return session.floats(session.manager(), values, 2, 3, 5, 4);
    }

    /** A model without layers: an embedding and a final norm. */
    private void trainingGradients() {
        NDList weights = new NDList(
                session.floats(session.manager(), new float[] {1, 2, 3, 4}, 2, 2),
                session.floats(session.manager(), new float[] {1, 1}, 2));
        NDArray tokens = session.longs(session.manager(), new long[] {0, 1, 0}, 1, 3);
        long[] shape = {0, 1, 1, 2, 0, 0, 0, 0};
        double[] rotary = {1, 1};
        NDList found = new NDList(session.zeros(session.manager(), 2, 2), session.zeros(session.manager(), 2));
        kernels.tensor(
                session.manager(),
                "gradients",
                weights,
                shape,
                rotary,
                1e-6,
                weights,
                shape,
                rotary,
                1e-6,
                tokens,
                session.longs(session.manager(), new long[0], 0),
                1.0,
                0.0,
                "forward-kl",
                1.0,
                0.0,
                new NDList(),
                false,
                found);
        assertThat(TorchSession.toFloats(found.get(1))).doesNotContain(0);
    }
}
