package dev.ordo.quantizer.algorithm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ordo.model.WorkProgress;
import dev.ordo.model.calibration.CalibrationText;
import dev.ordo.model.checkpoint.CheckpointDigest;
import dev.ordo.model.checkpoint.CheckpointDirectory;
import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.gptq.GptqOptions;
import dev.ordo.model.testing.TinyModels;
import dev.ordo.model.torch.TorchOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Of a parent whose query heads share no key/value heads, so that scales are folded into norms, v's rows and bias, and up's rows. */
class AwqResumeTest {
    private static final int HEADS = 4;
    private static final int WEIGHTS_OF_A_LAYER = 7;
    private static final CalibrationText CALIBRATION = new CalibrationText("quantize", 8, 128);
    private static final GroupQuantization GROUPING = new GroupQuantization(4, 32);
    private static final AwqQuantization QUANTIZATION = new AwqQuantization(GROUPING, CALIBRATION);

    @TempDir
    Path folder;

    private Path parent;

    @BeforeEach
    void writeParent() throws IOException {
        parent = parent("parent", HEADS, 1);
        Files.createDirectory(folder.resolve("kept"));
        Files.createDirectory(folder.resolve("afresh"));
    }

    private Path parent(String name, int keyValueHeads, long seed) {
        ModelConfig config = TinyModels.with(TinyModels.config(), Map.of("num_key_value_heads", keyValueHeads));
        return TinyModels.write(folder.resolve(name), config, TinyModels.weights(config, seed));
    }

    @Test
    void goesOnAtTheLayerInWhichItsProcessWasKilled() throws Exception {
        new ResumedRuns(folder).kill(AwqResumeTest.class, parent, WEIGHTS_OF_A_LAYER + 3);
        assertThat(folder.resolve("killed")).doesNotExist();

        List<Long> told = quantize(QUANTIZATION, "kept", "resumed");

        assertThat(told).startsWith(WEIGHTS_OF_A_LAYER + 1L).hasSize(WEIGHTS_OF_A_LAYER * (TinyModels.LAYERS - 1));
        quantize(QUANTIZATION, "afresh", "at-once");
        assertThat(CheckpointDigest.of(folder.resolve("resumed")))
                .isEqualTo(CheckpointDigest.of(folder.resolve("at-once")));
        assertThatWhatTakesUpScalesChanged();
    }

    private void assertThatWhatTakesUpScalesChanged() {
        try (CheckpointDirectory before = CheckpointDirectory.open(parent);
                CheckpointDirectory after = CheckpointDirectory.open(folder.resolve("resumed"))) {
            for (String name :
                    List.of("input_layernorm.weight", "post_attention_layernorm.weight", "self_attn.v_proj.bias")) {
                String tensor = "model.layers.0." + name;
                assertThat(after.readBytes(tensor)).as(name).isNotEqualTo(before.readBytes(tensor));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {HEADS, HEADS / 2})
    void computesNothingAgainWhereAllLayersAreThere(int keyValueHeads) {
        parent = parent("other", keyValueHeads, 1);
        quantize(QUANTIZATION, "kept", "once");

        assertThat(quantize(QUANTIZATION, "kept", "again")).isEmpty();
        assertThat(CheckpointDigest.of(folder.resolve("again"))).isEqualTo(CheckpointDigest.of(folder.resolve("once")));
    }

    @Test
    void goesOnWhereGroupsDivideOnlySomeOfTheWeights() throws IOException {
        AwqQuantization keeping =
                new AwqQuantization(new GroupQuantization(4, 128, GroupQuantization.KEPT, true), CALIBRATION);
        quantize(keeping, "kept", "once");
        Files.delete(folder.resolve("kept/layer-00001.safetensors"));

        assertThat(quantize(keeping, "kept", "again")).containsExactly(2L);
        assertThat(CheckpointDigest.of(folder.resolve("again"))).isEqualTo(CheckpointDigest.of(folder.resolve("once")));
    }

    @Test
    void beginsAgainWithOtherParameters() {
        quantize(QUANTIZATION, "kept", "once");

        assertThat(quantize(new AwqQuantization(GROUPING, new CalibrationText("quantize", 9, 128)), "kept", "again"))
                .startsWith(1L);
    }

    @Test
    void beginsAgainWithAnotherParentOfTheSameShape() {
        quantize(QUANTIZATION, "kept", "once");
        parent = parent("other", HEADS, 2);

        assertThat(quantize(QUANTIZATION, "kept", "again")).startsWith(1L);
    }

    @Test
    void beginsAgainAtLayersOfGptq() {
        Path text = TinyModels.home().resolve("data/austen-calibration.txt");
        new GptqQuantization(GROUPING, new GptqOptions(true, 0.01), CALIBRATION)
                .apply(
                        TorchOptions.cpu(2),
                        parent,
                        text,
                        folder.resolve("kept"),
                        folder.resolve("gptq"),
                        WorkProgress.NONE);

        assertThat(quantize(QUANTIZATION, "kept", "again")).startsWith(1L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"model.layers.1.mlp.down_proj.weight\"", "model.layers.1.self_attn.v_proj.weight_scale\""})
    void beginsAgainAtALayerOfWhichAPartIsDamaged(String tensor) throws IOException {
        quantize(QUANTIZATION, "kept", "once");
        Path file = folder.resolve("kept/layer-00001.safetensors");
        byte[] bytes = Files.readAllBytes(file);
        bytes[firstByteOf(tensor, bytes)] ^= 1;
        Files.write(file, bytes);

        assertThat(quantize(QUANTIZATION, "kept", "again")).startsWith(1L + WEIGHTS_OF_A_LAYER);
        assertThat(CheckpointDigest.of(folder.resolve("again"))).isEqualTo(CheckpointDigest.of(folder.resolve("once")));
    }

    /** Eight bytes of the header's length, the header, and from there on as it says. */
    private static int firstByteOf(String tensor, byte[] file) {
        int header = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getInt();
        String json = new String(file, 8, header, StandardCharsets.UTF_8);
        String offsets = json.substring(json.indexOf("\"data_offsets\":[", json.indexOf('"' + tensor)));
        return 8 + header + Integer.parseInt(offsets.substring(offsets.indexOf('[') + 1, offsets.indexOf(',')));
    }

    private List<Long> quantize(AwqQuantization quantization, String kept, String output) {
        return new ResumedRuns(folder).run(quantization::apply, parent, kept, output);
    }

    public static void main(String[] arguments) {
        ResumedRuns.dieAtWeight(QUANTIZATION::apply, arguments);
    }
}
