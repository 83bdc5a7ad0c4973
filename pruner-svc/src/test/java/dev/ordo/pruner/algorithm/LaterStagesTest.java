package dev.ordo.pruner.algorithm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ordo.model.WorkProgress;
import dev.ordo.model.checkpoint.CheckpointDirectory;
import dev.ordo.model.checkpoint.CheckpointWriter;
import dev.ordo.model.decoder.DecoderModel;
import dev.ordo.model.decoder.TokenBatch;
import dev.ordo.model.decoder.WeightedSaliency;
import dev.ordo.model.evaluation.Perplexity;
import dev.ordo.model.evaluation.Score;
import dev.ordo.model.packed.QuantizationConfig;
import dev.ordo.model.quantization.CheckpointQuantizer;
import dev.ordo.model.testing.TinyModels;
import dev.ordo.model.torch.TorchOptions;
import dev.ordo.model.torch.TorchSession;
import dev.ordo.model.training.AdamW;
import dev.ordo.model.training.Loss;
import dev.ordo.model.training.Trainer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is cut is distilled from the model that it was cut from, quantized, and measured against it. */
class LaterStagesTest {
    private static TorchSession session;

    @TempDir
    Path folder;

    @BeforeAll
    static void open() {
        session = TorchSession.open(TorchOptions.cpu(2));
    }

    @AfterAll
    static void close() {
        session.close();
    }

    static PruneParameters[] cuts() {
        return new PruneParameters[] {
            new PruneParameters(0, 0.5, 0, 32, 8, 32),
            new PruneParameters(0.25, Optional.of(WeightedSaliency.Measure.MIXTURE), 0, 0, 32, 8, 32),
            new PruneParameters(0.25, Optional.of(WeightedSaliency.Measure.WANDA), 0.5, 0, 32, 8, 32),
            new PruneParameters(0, 0, 0.5, 32, 8, 32),
            new PruneParameters(0.25, 0.5, 0.5, 32, 8, 32),
            new PruneParameters(0, 0, 0, 32, 8, 32).withChannelSparsity(0.5),
            new PruneParameters(0.25, 0.5, 0.5, 32, 8, 32).withChannelSparsity(0.5),
        };
    }

    @ParameterizedTest
    @MethodSource("cuts")
    void whatIsCutCanBeDistilledQuantizedAndMeasured(PruneParameters cut) {
        Path parent = TinyModels.write(folder.resolve("parent"), 1);
        Path pruned = folder.resolve("pruned");
        new ActivationPruner(session, cut)
                .run(
                        parent,
                        TinyModels.home().resolve("data/austen-calibration.txt"),
                        pruned,
                        pruned.resolve("before-requantize"),
                        WorkProgress.NONE);

        Path distilled = distilled(pruned, parent);
        Path quantized = folder.resolve("quantized");
        try (CheckpointDirectory source = CheckpointDirectory.open(distilled)) {
            new CheckpointQuantizer(QuantizationConfig.allButHead(4, 32))
                    .quantize(source, quantized, WorkProgress.NONE);
        }

        double before = divergence(parent, pruned);
        assertThat(divergence(parent, parent)).isZero();
        assertThat(before).isPositive();
        assertThat(divergence(parent, distilled)).isLessThan(before);
        assertThat(divergence(parent, quantized)).isPositive().isNotEqualTo(divergence(parent, distilled));
    }

    private Path distilled(Path student, Path teacher) {
        Path target = folder.resolve("distilled");
        try (CheckpointDirectory from = CheckpointDirectory.open(student);
                CheckpointDirectory by = CheckpointDirectory.open(teacher);
                DecoderModel model = DecoderModel.load(session, from);
                DecoderModel example = DecoderModel.load(session, by);
                Trainer trainer =
                        Trainer.distillation(model, example, new Loss(0, 1, 1), new AdamW(0.9, 0.95, 1e-8, 0, 1));
                CheckpointWriter writer = CheckpointWriter.create(target, from.config())) {
            double first = trainer.step(batch(), 3e-3).loss();
            for (int step = 1; step < 19; step++) {
                trainer.step(batch(), 3e-3);
            }
            assertThat(trainer.step(batch(), 3e-3).loss()).isPositive().isLessThan(first);
            model.write(writer);
            writer.copyTokenizer(student);
            writer.commit();
        }
        return target;
    }

    private static double divergence(Path baseline, Path checkpoint) {
        try (CheckpointDirectory first = CheckpointDirectory.open(baseline);
                CheckpointDirectory second = CheckpointDirectory.open(checkpoint);
                DecoderModel before = DecoderModel.load(session, first);
                DecoderModel after = DecoderModel.load(session, second)) {
            Score score = Perplexity.comparedTo(before, after).score(tokens());
            assertThat(score.perplexity()).isFinite();
            return score.klToBaseline().orElseThrow();
        }
    }

    private static TokenBatch batch() {
        return TokenBatch.of(tokens(), 0, 2, 32);
    }

    private static int[] tokens() {
        return IntStream.range(0, 65).map(i -> (31 * i * i + 7 * i) % 4096).toArray();
    }
}
