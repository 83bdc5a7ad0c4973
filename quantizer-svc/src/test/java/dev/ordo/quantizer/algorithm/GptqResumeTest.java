package dev.ordo.quantizer.algorithm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ordo.model.calibration.CalibrationText;
import dev.ordo.model.checkpoint.CheckpointDigest;
import dev.ordo.model.gptq.GptqOptions;
import dev.ordo.model.packed.NumberFormat;
import dev.ordo.model.testing.TinyModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class GptqResumeTest {
    private static final int WEIGHTS_OF_A_LAYER = 7;
    private static final GptqQuantization QUANTIZATION = quantization(NumberFormat.INTEGERS, 0.01);

    @TempDir
    Path folder;

    private Path parent;

    @BeforeEach
    void writeParent() throws IOException {
        parent = TinyModels.write(folder.resolve("parent"), 1);
        Files.createDirectory(folder.resolve("kept"));
        Files.createDirectory(folder.resolve("afresh"));
    }

    @Test
    void goesOnAtTheLayerInWhichItsProcessWasKilled() throws Exception {
        new ResumedRuns(folder).kill(GptqResumeTest.class, parent, WEIGHTS_OF_A_LAYER + 3);
        assertThat(folder.resolve("killed")).doesNotExist();

        List<Long> told = quantize(QUANTIZATION, "kept", "resumed");

        assertThat(told).startsWith(WEIGHTS_OF_A_LAYER + 1L).hasSize(WEIGHTS_OF_A_LAYER * (TinyModels.LAYERS - 1));
        quantize(QUANTIZATION, "afresh", "at-once");
        assertThat(CheckpointDigest.of(folder.resolve("resumed")))
                .isEqualTo(CheckpointDigest.of(folder.resolve("at-once")));
    }

    @ParameterizedTest
    @EnumSource(names = {"INTEGERS", "ASYMMETRIC_INTEGERS"})
    void computesNothingAgainWhereAllLayersAreThere(NumberFormat numbers) {
        GptqQuantization quantization = quantization(numbers, 0.01);
        quantize(quantization, "kept", "once");

        assertThat(quantize(quantization, "kept", "again")).isEmpty();
        assertThat(CheckpointDigest.of(folder.resolve("again"))).isEqualTo(CheckpointDigest.of(folder.resolve("once")));
    }

    @Test
    void beginsAgainWithOtherNumbers() {
        quantize(QUANTIZATION, "kept", "once");

        assertThat(quantize(quantization(NumberFormat.ASYMMETRIC_INTEGERS, 0.01), "kept", "again"))
                .startsWith(1L);
    }

    @Test
    void beginsAgainWithOtherParameters() {
        quantize(QUANTIZATION, "kept", "once");

        assertThat(quantize(quantization(NumberFormat.INTEGERS, 0.02), "kept", "again"))
                .startsWith(1L);
    }

    @Test
    void beginsAgainWithAnotherParentOfTheSameShape() throws IOException {
        quantize(QUANTIZATION, "kept", "once");
        parent = TinyModels.write(folder.resolve("other"), 2);

        assertThat(quantize(QUANTIZATION, "kept", "again")).startsWith(1L);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void beginsAgainAtALayerThatIsDamaged(int layer) throws IOException {
        quantize(QUANTIZATION, "kept", "once");
        Path file = folder.resolve("kept/layer-0000" + layer + ".safetensors");
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 100] ^= 1;
        Files.write(file, bytes);

        assertThat(quantize(QUANTIZATION, "kept", "again")).startsWith(1L + layer * WEIGHTS_OF_A_LAYER);
        assertThat(CheckpointDigest.of(folder.resolve("again"))).isEqualTo(CheckpointDigest.of(folder.resolve("once")));
    }

    @Test
    void beginsAgainAtALayerThatIsCutShort() throws IOException {
        quantize(QUANTIZATION, "kept", "once");
        Path file = folder.resolve("kept/layer-00001.safetensors");
        Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 1000));

        assertThat(quantize(QUANTIZATION, "kept", "again")).startsWith(1L + WEIGHTS_OF_A_LAYER);
    }

    private List<Long> quantize(GptqQuantization quantization, String kept, String output) {
        return new ResumedRuns(folder).run(quantization::apply, parent, kept, output);
    }

    public static void main(String[] arguments) {
        ResumedRuns.dieAtWeight(QUANTIZATION::apply, arguments);
    }

    private static GptqQuantization quantization(NumberFormat numbers, double damping) {
        return new GptqQuantization(
                new GroupQuantization(numbers, 4, 32, GroupQuantization.KEPT, false),
                new GptqOptions(true, damping),
                new CalibrationText("quantize", 8, 128));
    }
}
