package dev.ordo.quantizer.algorithm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ordo.events.error.ErrorCode;
import dev.ordo.model.WorkProgress;
import dev.ordo.model.calibration.CalibrationText;
import dev.ordo.model.checkpoint.CheckpointDirectory;
import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.decoder.DecoderModel;
import dev.ordo.model.evaluation.Perplexity;
import dev.ordo.model.footprint.ModelBytes;
import dev.ordo.model.quantization.GroupSizeException;
import dev.ordo.model.testing.TinyModels;
import dev.ordo.model.text.TokenizedText;
import dev.ordo.model.torch.TorchOptions;
import dev.ordo.model.torch.TorchSession;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ByteTargetTest {
    private static final CalibrationText CALIBRATION = new CalibrationText("quantize", 8, 128);
    private static final GroupQuantization WIDEST = new GroupQuantization(8, 64);
    private static final TorchOptions OPTIONS = TorchOptions.cpu(2);

    private final Path baseline = TinyModels.home().resolve("models/baseline");
    private final Path text = TinyModels.home().resolve("data/austen-calibration.txt");

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(longs = {900_000, 1_500_000, 2_230_288, 3_000_000})
    void fillsTheTargetWithoutExceedingIt(long bytes) {
        GroupQuantization chosen = choose(bytes, WIDEST);

        chosen.apply(baseline, folder.resolve("output"), WorkProgress.NONE);

        try (CheckpointDirectory written = CheckpointDirectory.open(folder.resolve("output"))) {
            assertThat(written.totalTensorBytes()).isBetween(bytes * 98 / 100, bytes);
        }
    }

    @Test
    void givesMoreBitsToMoreBytes() {
        assertThat(bits(choose(1_500_000, WIDEST))).isLessThan(bits(choose(2_200_000, WIDEST)));
    }

    private static double bits(GroupQuantization chosen) {
        return chosen.widths().values().stream().mapToInt(Integer::intValue).sum();
    }

    @Test
    void takesNoMoreBitsThanItMay() {
        GroupQuantization chosen = choose(2_000_000, new GroupQuantization(3, 64, 4, false));

        assertThat(chosen.widths().values()).allMatch(bits -> bits <= 4);
        assertThat(chosen.widths()).containsEntry("model.embed_tokens", 4);
    }

    @Test
    void weightsOfOneInputAreAlike() {
        Map<String, Integer> widths = choose(1_300_000, WIDEST).widths();

        assertThat(widths.values()).contains(2, 4);
        for (int layer = 0; layer < 5; layer++) {
            String prefix = "model.layers." + layer + ".";
            assertThat(widths.get(prefix + "self_attn.k_proj"))
                    .isEqualTo(widths.get(prefix + "self_attn.q_proj"))
                    .isEqualTo(widths.get(prefix + "self_attn.v_proj"));
            assertThat(widths.get(prefix + "mlp.up_proj")).isEqualTo(widths.get(prefix + "mlp.gate_proj"));
        }
    }

    @Test
    void choosesTheSameEveryTime() {
        assertThat(choose(1_500_000, WIDEST)).isEqualTo(choose(1_500_000, WIDEST));
    }

    /** What is chosen is the better for being chosen: as many bytes in one width everywhere cost more (docs/LOG.md, 2026-11-30). */
    @Test
    void isNearerToTheModelThanOneWidthAtTheSameBytes() {
        GroupQuantization uniform = new GroupQuantization(3, 64);
        uniform.apply(baseline, folder.resolve("uniform"), WorkProgress.NONE);
        long bytes;
        try (CheckpointDirectory written = CheckpointDirectory.open(folder.resolve("uniform"))) {
            bytes = written.totalTensorBytes();
        }

        choose(bytes, WIDEST).apply(baseline, folder.resolve("chosen"), WorkProgress.NONE);

        assertThat(perplexity(folder.resolve("chosen"))).isLessThan(perplexity(folder.resolve("uniform")));
    }

    private static double perplexity(Path model) {
        try (TorchSession session = TorchSession.open(OPTIONS);
                CheckpointDirectory checkpoint = CheckpointDirectory.open(model);
                DecoderModel decoder = DecoderModel.load(session, checkpoint)) {
            Path heldOut = TinyModels.home().resolve("data/austen-heldout.txt");
            return Perplexity.of(decoder)
                    .score(TokenizedText.read(heldOut, checkpoint).atLeast(8192, "test"))
                    .perplexity();
        }
    }

    @Test
    void refusesWhatNoWidthReachesAndSaysWhatDoes() {
        ModelConfig model = ModelConfig.read(baseline.resolve("config.json"));
        ByteTarget target = new ByteTarget(800_000, CALIBRATION);

        assertThatThrownBy(() -> target.requireReachable(model, WIDEST))
                .isInstanceOfSatisfying(
                        ByteTargetException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_RECIPE))
                .hasMessage("recipes.quantize.targetBytes is 800000"
                        + ", but with 2 bits for every weight that is packed the model takes " + least(model));
        new ByteTarget(least(model), CALIBRATION).requireReachable(model, WIDEST);
        assertThatThrownBy(() -> choose(800_000, WIDEST)).isInstanceOf(ByteTargetException.class);
    }

    private static long least(ModelConfig model) {
        GroupQuantization narrowest = new GroupQuantization(2, 64, 2, false);
        return new ModelBytes(narrowest.packing(model).packed(model)).stored();
    }

    @Test
    void keepsOrRefusesWhatGroupsDoNotDivide() {
        Path tiny = TinyModels.write(folder.resolve("tiny"), 1);
        ByteTarget target = new ByteTarget(650_000, new CalibrationText("quantize", 4, 64));

        GroupQuantization chosen =
                target.choose(OPTIONS, new GroupQuantization(8, 128, 16, true), tiny, text, WorkProgress.NONE);

        assertThat(chosen.widths()).containsOnlyKeys("model.layers.0.mlp.down_proj", "model.layers.1.mlp.down_proj");
        assertThatThrownBy(() -> target.choose(OPTIONS, new GroupQuantization(8, 128), tiny, text, WorkProgress.NONE))
                .isInstanceOf(GroupSizeException.class);
    }

    @Test
    void choosesAnUntiedHeadsWidthBesideTheEmbeddings() {
        ModelConfig untied = TinyModels.with(TinyModels.config(), Map.of("tie_word_embeddings", false));
        Path tiny = TinyModels.write(folder.resolve("tiny"), untied, TinyModels.weights(untied, 1));
        ByteTarget target = new ByteTarget(600_000, new CalibrationText("quantize", 4, 64));

        GroupQuantization chosen = target.choose(OPTIONS, WIDEST, tiny, text, WorkProgress.NONE);
        chosen.apply(tiny, folder.resolve("output"), WorkProgress.NONE);

        assertThat(chosen.widths()).containsKeys("lm_head", "model.embed_tokens");
        try (CheckpointDirectory written = CheckpointDirectory.open(folder.resolve("output"))) {
            assertThat(written.info("lm_head.weight").packed()).isTrue();
            assertThat(written.totalTensorBytes()).isLessThanOrEqualTo(600_000);
        }
    }

    @Test
    void measuresOnSoManyTokensAtMostAndTellsOfEveryLayer() {
        List<String> told = new ArrayList<>();

        new ByteTarget(1_500_000, CALIBRATION)
                .choose(OPTIONS, WIDEST, baseline, text, (done, total, unit) -> told.add(done + "/" + total + unit));

        assertThat(told).containsExactly("1/5layer", "2/5layer", "3/5layer", "4/5layer", "5/5layer");
        assertThat(new ByteTarget(1, new CalibrationText("quantize", 64, 256)).measured())
                .isEqualTo(new CalibrationText("quantize", 16, 256));
        assertThat(new ByteTarget(1, new CalibrationText("quantize", 4, 8192)).measured())
                .isEqualTo(new CalibrationText("quantize", 1, 8192));
    }

    private GroupQuantization choose(long bytes, GroupQuantization widest) {
        return new ByteTarget(bytes, CALIBRATION).choose(OPTIONS, widest, baseline, text, WorkProgress.NONE);
    }
}
