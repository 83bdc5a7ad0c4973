package dev.ordo.model.decoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.LiveTensors;
import ai.djl.ndarray.NDArray;
import dev.ordo.model.checkpoint.CheckpointDirectory;
import dev.ordo.model.packed.QuantizationConfig;
import dev.ordo.model.safetensors.DType;
import dev.ordo.model.testing.TinyModels;
import dev.ordo.model.torch.TensorScope;
import dev.ordo.model.torch.TorchOptions;
import dev.ordo.model.torch.TorchSession;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class LayeredDecoderTest {
    private final TorchSession session = TorchSession.open(TorchOptions.cpu(1));

    @TempDir
    Path folder;

    @AfterEach
    void close() {
        session.close();
    }

    @ParameterizedTest
    @MethodSource("dev.ordo.model.decoder.Golden#all")
    void givesTheNumbersOfTheWholeModel(String family) {
        try (Golden golden = Golden.of(family);
                DecoderModel whole = golden.model(session);
                CheckpointDirectory checkpoint = golden.checkpoint();
                LayeredDecoder layered = new LayeredDecoder(session, checkpoint);
                TensorScope scope = session.scope()) {
            Recorded recorded = new Recorded(checkpoint.config().numHiddenLayers() - 1);

            layered.run(List.of(golden.tokens()), recorded);

            NDArray hidden = whole.hidden(scope.manager(), golden.tokens());
            assertThat(normalized(recorded.last.get(0), whole))
                    .usingComparatorWithPrecision(1e-6f)
                    .containsExactly(TorchSession.toFloats(hidden));
        }
    }

    @Test
    void letsAllBatchesThroughALayerBeforeTheNext() {
        Recorded recorded = new Recorded(1);
        List<TokenBatch> batches = List.of(TokenBatch.single(new int[] {1, 2, 3}), TokenBatch.single(new int[] {7, 8}));

        run(TinyModels.write(folder.resolve("model"), 1), batches, recorded);

        assertThat(recorded.told).containsExactly("0", "0", "0 finished", "1", "1", "1 finished");
        assertThat(recorded.last).extracting(states -> states.length).containsExactly(3 * 64, 2 * 64);
    }

    @Test
    void leavesNoTensorBehindEvenWhereTheListenerStops() {
        Path model = TinyModels.write(folder.resolve("model"), 1);
        try (CheckpointDirectory checkpoint = CheckpointDirectory.open(model);
                LayeredDecoder decoder = new LayeredDecoder(session, checkpoint)) {
            int before = LiveTensors.count(session.manager());
            List<TokenBatch> batches = List.of(TokenBatch.single(new int[] {1, 2, 3}));

            decoder.run(batches, new Recorded(1));
            assertThatThrownBy(() -> decoder.run(batches, new Recorded(-1))).hasMessage("stopped");

            assertThat(LiveTensors.count(session.manager())).isEqualTo(before);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"BF16", "F16", "F32"})
    void readsWeightsOfEveryTypeAsTheyAreStored(DType dtype) {
        var config = TinyModels.config(64).withTorchDtype(dtype);
        Path model = TinyModels.write(folder.resolve("model"), config, TinyModels.weights(config, 1));

        assertReadsWhatTheCheckpointReads(model);
    }

    @Test
    void readsWeightsThatLieAtNoMultipleOfTheirSize() throws IOException {
        Path model = TinyModels.write(folder.resolve("model"), 1);
        Path file = model.resolve("model.safetensors");
        ByteBuffer old = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        int header = (int) old.getLong(0);
        ByteBuffer shifted = ByteBuffer.allocate(old.capacity() + 1).order(ByteOrder.LITTLE_ENDIAN);
        shifted.putLong(header + 1).put(old.slice(8, header)).put((byte) ' ');
        shifted.put(old.slice(8 + header, old.capacity() - 8 - header));
        Files.write(file, shifted.array());

        assertReadsWhatTheCheckpointReads(model);
    }

    @Test
    void dequantizesPackedWeightsAsTheyAreDequantizedElsewhere() {
        assertReadsWhatTheCheckpointReads(TinyModels.writePacked(folder.resolve("model"), 1));
        assertReadsWhatTheCheckpointReads(
                TinyModels.writePacked(folder.resolve("nf4"), 1, QuantizationConfig.nf4AllButHead()));
    }

    @Test
    void namesATokenThatTheVocabularyDoesNotHave() {
        Path model = TinyModels.write(folder.resolve("model"), 1);

        assertThatThrownBy(() -> run(model, List.of(TokenBatch.single(new int[] {4096})), new Recorded(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("token id 4096 is outside the vocabulary of 4096");
    }

    private void assertReadsWhatTheCheckpointReads(Path model) {
        try (CheckpointDirectory checkpoint = CheckpointDirectory.open(model);
                LayeredDecoder decoder = new LayeredDecoder(session, checkpoint);
                TensorScope scope = session.scope()) {
            MappedWeights weights = new MappedWeights(session, checkpoint, decoder.kernels());
            assertThat(checkpoint.tensorNames()).isNotEmpty().allSatisfy(name -> {
                NDArray weight = weights.read(scope.manager(), name);
                assertThat(weight.getShape().getShape())
                        .isEqualTo(checkpoint.info(name).shape());
                assertThat(TorchSession.toFloats(weight)).containsExactly(checkpoint.readFloat32(name));
            });
        }
    }

    private void run(Path model, List<TokenBatch> batches, LayerListener listener) {
        try (CheckpointDirectory checkpoint = CheckpointDirectory.open(model);
                LayeredDecoder decoder = new LayeredDecoder(session, checkpoint)) {
            decoder.run(batches, listener);
        }
    }

    /** The final norm, which no layer has. */
    private static float[] normalized(float[] states, DecoderModel model) {
        float[] norm = model.weight("model.norm.weight");
        float[] normalized = new float[states.length];
        for (int row = 0; row < states.length; row += norm.length) {
            double squares = 0;
            for (int i = row; i < row + norm.length; i++) {
                squares += (double) states[i] * states[i];
            }
            double root = Math.sqrt(squares / norm.length + model.config().rmsNormEps());
            for (int i = 0; i < norm.length; i++) {
                normalized[row + i] = (float) (states[row + i] / root * norm[i]);
            }
        }
        return normalized;
    }

    /** What it was told, and the residual streams behind one layer; stops at once if that layer is negative. */
    private static final class Recorded implements LayerListener {
        private final int layer;
        private final List<String> told = new ArrayList<>();
        private final List<float[]> last = new ArrayList<>();

        Recorded(int layer) {
            this.layer = layer;
        }

        @Override
        public void passed(int number, NDArray input, NDArray neurons, NDArray output) {
            if (layer < 0) {
                throw new IllegalStateException("stopped");
            }
            told.add(Integer.toString(number));
            if (number == layer) {
                last.add(TorchSession.toFloats(output));
            }
        }

        @Override
        public void finished(int number) {
            told.add(number + " finished");
        }
    }
}
