package dev.ordo.model.quantization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ordo.events.error.ErrorCode;
import dev.ordo.model.WorkProgress;
import dev.ordo.model.checkpoint.CheckpointDigest;
import dev.ordo.model.checkpoint.CheckpointDirectory;
import dev.ordo.model.checkpoint.DirectoryExport;
import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.packed.PackedWeightException;
import dev.ordo.model.packed.QuantizationConfig;
import dev.ordo.model.safetensors.DType;
import dev.ordo.model.testing.TinyModels;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointQuantizerTest {
    private static final QuantizationConfig GROUPS_OF_32 = QuantizationConfig.allButHead(4, 32);

    @TempDir
    Path folder;

    private Path source;

    @BeforeEach
    void writeSource() {
        source = TinyModels.write(folder.resolve("source"), 1);
    }

    @Test
    void packsEveryLinearWeightAndNothingElse() {
        Path packed = quantize(source, GROUPS_OF_32, "packed");

        try (CheckpointDirectory result = CheckpointDirectory.open(packed)) {
            assertThat(result.tensorNames())
                    .allSatisfy(
                            name -> assertThat(result.info(name).packed()).isEqualTo(name.contains("_proj.weight")));
        }
    }

    @Test
    void packsTheEmbeddingInItsOwnWidthOnRequest() {
        Path packed = quantize(source, GROUPS_OF_32.withBits(Map.of(QuantizationConfig.EMBEDDING, 8)), "packed");

        String name = "model.embed_tokens.weight";
        try (CheckpointDirectory before = CheckpointDirectory.open(source);
                CheckpointDirectory after = CheckpointDirectory.open(packed)) {
            long elements = before.info(name).elements();
            assertThat(after.info(name).storedBytes()).isEqualTo(elements + elements / 32 * 2 + 16);
            assertThat(after.readPacked(name).packed())
                    .isEqualTo(RoundToNearest.quantize(after.readPacked(name).layout(), before.readFloat32(name))
                            .packed());
        }
        assertThat(CheckpointDigest.of(
                        quantize(packed, GROUPS_OF_32.withBits(Map.of(QuantizationConfig.EMBEDDING, 8)), "again")))
                .isEqualTo(CheckpointDigest.of(quantize(
                        dequantized(packed), GROUPS_OF_32.withBits(Map.of(QuantizationConfig.EMBEDDING, 8)), "once")));
    }

    private Path dequantized(Path packed) {
        try (CheckpointDirectory checkpoint = CheckpointDirectory.open(packed)) {
            return DirectoryExport.unpacked(checkpoint, DType.BF16, folder.resolve("dequantized"));
        }
    }

    @Test
    void leavesIndivisibleWeightsAsTheyWereIfToldSo() {
        QuantizationConfig wide =
                QuantizationConfig.allButHead(4, 128).withBits(Map.of(QuantizationConfig.EMBEDDING, 8));
        CheckpointQuantizer quantizer = new CheckpointQuantizer(wide);
        Path target = folder.resolve("packed");

        Set<String> kept = quantizer.indivisible(TinyModels.config());
        try (CheckpointDirectory checkpoint = CheckpointDirectory.open(source)) {
            quantizer.without(kept).quantize(checkpoint, target, WorkProgress.NONE);
        }

        assertThat(kept)
                .hasSize(1 + 6 * TinyModels.LAYERS)
                .contains("model.embed_tokens", "model.layers.0.mlp.up_proj");
        try (CheckpointDirectory result = CheckpointDirectory.open(target)) {
            assertThat(result.tensorNames())
                    .allSatisfy(name -> assertThat(result.info(name).packed()).isEqualTo(name.contains("down_proj")));
        }
    }

    @Test
    void leavesWhatIsNotPackedBitIdentical() {
        Path packed = quantize(source, GROUPS_OF_32, "packed");

        try (CheckpointDirectory before = CheckpointDirectory.open(source);
                CheckpointDirectory after = CheckpointDirectory.open(packed)) {
            assertThat(after.readBytes("model.embed_tokens.weight"))
                    .isEqualTo(before.readBytes("model.embed_tokens.weight"));
            assertThat(after.readBytes("model.norm.weight")).isEqualTo(before.readBytes("model.norm.weight"));
        }
    }

    @Test
    void takesHalfAByteAWeightAndTwoAGroup() {
        Path packed = quantize(source, GROUPS_OF_32, "packed");

        try (CheckpointDirectory result = CheckpointDirectory.open(packed)) {
            long weights = (long) TinyModels.NEURONS * TinyModels.HIDDEN;
            assertThat(result.info("model.layers.1.mlp.up_proj.weight").storedBytes())
                    .isEqualTo(weights / 2 + weights / 32 * 2 + 16);
        }
    }

    @Test
    void recordsBitsAndGroupSizeInTheConfiguration() {
        Path packed = quantize(source, QuantizationConfig.allButHead(8, 64), "packed");

        assertThat(ModelConfig.read(packed.resolve("config.json")).quantization())
                .contains(new QuantizationConfig(8, 64, List.of("lm_head")));
    }

    @Test
    void nf4TakesHalfAByteAWeightAndOneABlockAndWhatTheCodesStandFor() {
        Path packed = quantize(source, QuantizationConfig.nf4AllButHead(), "packed");

        try (CheckpointDirectory result = CheckpointDirectory.open(packed)) {
            long weights = (long) TinyModels.NEURONS * TinyModels.HIDDEN;
            long blocks = weights / 64;
            assertThat(result.info("model.layers.1.mlp.up_proj.weight").storedBytes())
                    .isEqualTo(weights / 2 + blocks + 4 * 1 + 4 * 256 + 4 * 16 + 256);
            assertThat(result.config().quantization()).contains(QuantizationConfig.nf4AllButHead());
        }
    }

    @Test
    void carriesTheTokenizerAlong() {
        Path packed = quantize(source, GROUPS_OF_32, "packed");

        assertThat(packed.resolve("tokenizer.json")).hasSameBinaryContentAs(source.resolve("tokenizer.json"));
    }

    @Test
    void writesTheSameBytesEveryTime() {
        Path once = quantize(source, GROUPS_OF_32, "once");
        Path again = quantize(source, GROUPS_OF_32, "again");

        assertThat(CheckpointDigest.of(again)).isEqualTo(CheckpointDigest.of(once));
    }

    @Test
    void quantizesTheDequantizedWeightsOfASourceThatIsPackedAlready() {
        Path packed = quantize(source, QuantizationConfig.allButHead(8, 64), "packed");

        Path again = quantize(packed, GROUPS_OF_32, "again");

        String name = "model.layers.0.self_attn.q_proj.weight";
        try (CheckpointDirectory before = CheckpointDirectory.open(packed);
                CheckpointDirectory after = CheckpointDirectory.open(again)) {
            assertThat(after.readPacked(name).packed())
                    .isEqualTo(RoundToNearest.quantize(after.readPacked(name).layout(), before.readFloat32(name))
                            .packed());
        }
    }

    @Test
    void storesBfloat16WhateverTheSourceStored() {
        ModelConfig wide = TinyModels.config(64).withTorchDtype(DType.F32);
        Path floats = TinyModels.write(folder.resolve("floats"), wide, TinyModels.weights(wide, 2));

        Path packed = quantize(floats, GROUPS_OF_32, "packed");

        try (CheckpointDirectory result = CheckpointDirectory.open(packed)) {
            assertThat(result.config().torchDtype()).isEqualTo(DType.BF16);
            assertThat(result.info("model.norm.weight").dtype()).isEqualTo(DType.BF16);
        }
    }

    @Test
    void refusesGroupsThatDoNotDivideAWeightAndNamesIt() {
        assertThatThrownBy(() -> quantize(source, QuantizationConfig.allButHead(4, 128), "packed"))
                .isInstanceOfSatisfying(GroupSizeException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.INVALID_RECIPE);
                    assertThat(e.tensor()).isEqualTo("model.layers.0.mlp.gate_proj.weight");
                    assertThat(e.columns()).isEqualTo(64);
                    assertThat(e.groupSize()).isEqualTo(128);
                });
        assertThat(folder.resolve("packed")).doesNotExist();
    }

    @Test
    void refusesAWeightThatIsNotANumberAndNamesTheTensor() {
        Map<String, float[]> weights = TinyModels.weights(TinyModels.config(64), 3);
        weights.get("model.layers.1.mlp.down_proj.weight")[129] = Float.NaN;
        Path broken = TinyModels.write(folder.resolve("broken"), TinyModels.config(64), weights);

        assertThatThrownBy(() -> quantize(broken, GROUPS_OF_32, "packed"))
                .isInstanceOf(PackedWeightException.class)
                .hasMessage("model.layers.1.mlp.down_proj.weight: weight (1, 1) is NaN");
    }

    @Test
    void tellsHowManyTensorsAreDone() {
        List<Long> done = new ArrayList<>();

        try (CheckpointDirectory checkpoint = CheckpointDirectory.open(source)) {
            new CheckpointQuantizer(GROUPS_OF_32)
                    .quantize(checkpoint, folder.resolve("packed"), (count, total, unit) -> done.add(total - count));
        }

        assertThat(done).isSortedAccordingTo((a, b) -> Long.compare(b, a)).endsWith(0L);
    }

    @Test
    void leavesNothingBehindWhenItIsStopped() {
        WorkProgress stop = (done, total, unit) -> {
            throw new IllegalStateException("stop");
        };

        try (CheckpointDirectory checkpoint = CheckpointDirectory.open(source)) {
            CheckpointQuantizer quantizer = new CheckpointQuantizer(GROUPS_OF_32);
            assertThatThrownBy(() -> quantizer.quantize(checkpoint, folder.resolve("packed"), stop))
                    .hasMessage("stop");
        }

        assertThat(folder).isDirectoryNotContaining(file -> !file.equals(source));
    }

    private Path quantize(Path from, QuantizationConfig quantization, String name) {
        Path target = folder.resolve(name);
        try (CheckpointDirectory checkpoint = CheckpointDirectory.open(from)) {
            new CheckpointQuantizer(quantization).quantize(checkpoint, target, WorkProgress.NONE);
        }
        return target;
    }
}
