package dev.ordo.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ordo.model.ShapeMismatchException;
import dev.ordo.model.adapter.AdapterConfig;
import dev.ordo.model.decoder.DecoderModel;
import dev.ordo.model.decoder.TokenBatch;
import dev.ordo.model.footprint.ModelBytes;
import dev.ordo.model.packed.PackedWeight;
import dev.ordo.model.safetensors.DType;
import dev.ordo.model.safetensors.SafetensorsFile;
import dev.ordo.model.testing.AdaptedModels;
import dev.ordo.model.testing.TinyModels;
import dev.ordo.model.torch.ComputeType;
import dev.ordo.model.torch.TensorScope;
import dev.ordo.model.torch.TorchOptions;
import dev.ordo.model.torch.TorchSession;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdaptedCheckpointTest {
    private static final String ADAPTED = "model.layers.1.mlp.down_proj.weight";
    private static final String PLAIN = "model.layers.1.mlp.gate_proj.weight";
    private static final AdapterConfig CONFIG = AdaptedModels.CONFIG;

    @TempDir
    Path folder;

    @Test
    void readsAWeightAndItsAdapterAsTheirSum() {
        Path packed = TinyModels.writePacked(folder.resolve("packed"), 1);
        Path adapted = adapted(packed);

        try (CheckpointDirectory base = CheckpointDirectory.open(packed);
                CheckpointDirectory checkpoint = CheckpointDirectory.open(adapted)) {
            float[] sum = base.readFloat32(ADAPTED);
            checkpoint.adapter(ADAPTED).addTo(sum);

            assertThat(checkpoint.readFloat32(ADAPTED)).isEqualTo(sum).isNotEqualTo(base.readFloat32(ADAPTED));
            assertThat(checkpoint.pieces(ADAPTED)).containsExactly(sum);
            assertThat(checkpoint.info(ADAPTED).packed()).isFalse();
            assertThat(checkpoint.info(ADAPTED).dtype()).isEqualTo(DType.F32);
            assertThat(checkpoint.packedLocation(ADAPTED)).isEmpty();
            assertThatThrownBy(() -> checkpoint.readPacked(ADAPTED)).isInstanceOf(TensorMissingException.class);
            assertThat(checkpoint.info(PLAIN)).isEqualTo(base.info(PLAIN));
            assertThatThrownBy(() -> checkpoint.adapter(PLAIN)).hasMessageContaining("adapter of " + PLAIN);
        }
    }

    @Test
    void countsTheAdaptersBytesAsTheEstimateDoes() {
        Path packed = TinyModels.writePacked(folder.resolve("packed"), 1);

        try (CheckpointDirectory base = CheckpointDirectory.open(packed);
                CheckpointDirectory checkpoint = CheckpointDirectory.open(adapted(packed))) {
            long adapters = 2 * 2 * 2 * (64 + 64 + 128 + 64 + 64 + 128);
            assertThat(checkpoint.totalTensorBytes()).isEqualTo(base.totalTensorBytes() + adapters);
            assertThat(new ModelBytes(checkpoint.config()).stored()).isEqualTo(checkpoint.totalTensorBytes());
            assertThat(checkpoint.info(ADAPTED).storedBytes())
                    .isEqualTo(base.info(ADAPTED).storedBytes() + 2 * 2 * (64 + 128));
            assertThat(new ModelBytes(checkpoint.config()).held()).isGreaterThan(new ModelBytes(base.config()).held());
        }
    }

    @Test
    void theBaseIsThePackedCheckpoint() {
        Path packed = TinyModels.writePacked(folder.resolve("packed"), 1);

        try (CheckpointDirectory base = CheckpointDirectory.open(packed);
                CheckpointDirectory again = CheckpointDirectory.openBase(adapted(packed))) {
            PackedWeight weight = again.readPacked(ADAPTED);
            assertThat(again.config()).isEqualTo(base.config());
            assertThat(weight.packed()).isEqualTo(base.readPacked(ADAPTED).packed());
            assertThat(weight.scales()).isEqualTo(base.readPacked(ADAPTED).scales());
        }
    }

    @Test
    void aModelForInferenceComputesWithTheSum() {
        Path adapted = adapted(TinyModels.writePacked(folder.resolve("packed"), 1));
        int[] tokens = {5, 17, 23, 99};

        try (TorchSession session = TorchSession.open(TorchOptions.cpu(1));
                CheckpointDirectory checkpoint = CheckpointDirectory.open(adapted);
                DecoderModel model = DecoderModel.loadPacked(session, checkpoint, ComputeType.FLOAT32);
                TensorScope scope = session.scope()) {
            assertThat(model.isPacked()).isTrue();
            assertThat(TorchSession.toFloats(model.logits(scope.manager(), TokenBatch.single(tokens))))
                    .isEqualTo(TinyModels.logits(session, adapted, tokens));
        }
    }

    /** The reference rounds as it multiplies with A and B one after another: 1e-5 of the largest score. */
    @Test
    void readsWhatPeftWroteAndComputesWhatItDoes() throws Exception {
        Path fixture = Path.of(getClass()
                .getResource("/dev/ordo/model/training/adapters/packed")
                .toURI());
        Path base = Path.of(getClass().getResource("/golden/qwen2-int4").toURI());
        Path target = Files.createDirectories(folder.resolve("peft/adapter")).getParent();
        for (String file : List.of("adapter_config.json", "adapter_model.safetensors")) {
            Files.copy(fixture.resolve(file), target.resolve("adapter").resolve(file));
        }
        Files.copy(base.resolve("model.safetensors"), target.resolve("model.safetensors"));
        ModelConfig config = ModelConfig.read(base.resolve("config.json")).withAdapter(CONFIG);
        JsonFiles.write(target.resolve("config.json"), config.toJson());

        try (SafetensorsFile expected = SafetensorsFile.open(fixture.resolve("expected.safetensors"));
                TorchSession session = TorchSession.open(TorchOptions.cpu(1))) {
            LongBuffer ids =
                    expected.readBytes("tokens").order(ByteOrder.LITTLE_ENDIAN).asLongBuffer();
            int[] tokens = new int[ids.remaining()];
            for (int i = 0; i < tokens.length; i++) {
                tokens[i] = (int) ids.get(i);
            }
            float[] wanted = expected.readFloat32("logits");
            float[] logits = TinyModels.logits(session, target, tokens);
            assertThat(logits).hasSameSizeAs(wanted);
            double largest = 0;
            for (float each : wanted) {
                largest = Math.max(largest, Math.abs(each));
            }
            for (int i = 0; i < wanted.length; i++) {
                assertThat(Math.abs(logits[i] - wanted[i])).as("logit %d", i).isLessThanOrEqualTo((float)
                        (1e-5 * largest));
            }
        }
    }

    @Test
    void refusesACheckpointWhoseAdaptersAreLost() throws IOException {
        Path adapted = adapted(TinyModels.writePacked(folder.resolve("packed"), 1));
        Files.delete(adapted.resolve("adapter/adapter_model.safetensors"));

        assertThatThrownBy(() -> CheckpointDirectory.open(adapted))
                .isInstanceOf(CheckpointFileMissingException.class)
                .hasMessageEndingWith("adapter_model.safetensors does not exist");
    }

    @Test
    void refusesAdaptersOfAnotherForm() throws IOException {
        Path adapted = adapted(TinyModels.writePacked(folder.resolve("packed"), 1));
        Path config = adapted.resolve("config.json");
        ModelConfig written = ModelConfig.read(config);

        JsonFiles.write(
                config,
                written.withAdapter(new AdapterConfig(3, 8, CONFIG.modules())).toJson());
        assertThatThrownBy(() -> CheckpointDirectory.open(adapted)).isInstanceOf(ShapeMismatchException.class);

        JsonFiles.write(
                config,
                written.withAdapter(new AdapterConfig(2, 8, List.of("q_proj"))).toJson());
        assertThatThrownBy(() -> CheckpointDirectory.open(adapted)).isInstanceOf(TensorUnexpectedException.class);

        JsonFiles.write(
                config,
                written.withAdapter(new AdapterConfig(2, 8, AdapterConfig.MODULES))
                        .toJson());
        assertThatThrownBy(() -> CheckpointDirectory.open(adapted)).isInstanceOf(TensorMissingException.class);
    }

    @Test
    void refusesAdaptersBesideWeightsThatAreNotPacked() {
        ModelConfig plain = TinyModels.config();

        assertThatThrownBy(() -> plain.withAdapter(CONFIG))
                .isInstanceOf(UnsupportedConfigException.class)
                .hasMessageContaining("only beside a quantization_config");
    }

    @Test
    void isNoLongerAdaptedWithoutItsQuantization() {
        Path adapted = adapted(TinyModels.writePacked(folder.resolve("packed"), 1));
        ModelConfig config = ModelConfig.read(adapted.resolve("config.json"));

        assertThat(config.adapter()).contains(CONFIG);
        assertThat(config.withoutQuantization().adapter()).isEmpty();
    }

    @Test
    void theAdaptersAreOfItsContent() throws IOException {
        Path packed = TinyModels.writePacked(folder.resolve("packed"), 1);
        Path adapted = adapted(packed);
        String digest = CheckpointDigest.of(adapted);

        assertThat(CheckpointDigest.contents(adapted))
                .extracting(ContentFile::path)
                .contains("adapter/adapter_config.json", "adapter/adapter_model.safetensors");
        Path weights = adapted.resolve("adapter/adapter_model.safetensors");
        byte[] bytes = Files.readAllBytes(weights);
        bytes[bytes.length - 1] ^= 1;
        Files.write(weights, bytes);
        assertThat(CheckpointDigest.of(adapted)).isNotEqualTo(digest);
    }

    @Test
    void leavesNothingWhereAnAdapterWasNotWritten() {
        Path target = folder.resolve("target");
        try (CheckpointDirectory base = CheckpointDirectory.open(TinyModels.writePacked(folder.resolve("packed"), 1));
                CheckpointWriter writer =
                        CheckpointWriter.create(target, base.config().withAdapter(CONFIG))) {
            // 54 of the base, and 12 of the adapters of six weights.
            assertThatThrownBy(writer::commit).hasMessageContaining("66 tensors");
            assertThatThrownBy(() -> writer.writeAdapter(PLAIN, AdaptedModels.pair(64, 64, 1)));
        }
        assertThat(folder).isDirectoryNotContaining(each -> each.toString().contains("target"));
    }

    private Path adapted(Path packed) {
        return AdaptedModels.write(packed, folder.resolve("adapted"));
    }
}
