package dev.ordo.model.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ordo.model.checkpoint.CheckpointDirectory;
import dev.ordo.model.decoder.DecoderModel;
import dev.ordo.model.decoder.TinyDecoder;
import dev.ordo.model.evaluation.Perplexity;
import dev.ordo.model.torch.TorchOptions;
import dev.ordo.model.torch.TorchSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingLoopTest {
    private static final int VOCABULARY = 24;

    private final TorchSession session = TorchSession.open(TorchOptions.cpu(1));
    private final int[] text = TinyDecoder.text(2000, VOCABULARY, 1);

    @TempDir
    Path folder;

    @AfterEach
    void close() {
        session.close();
    }

    @Test
    void reportsEveryStepWithItsRateAndSpeed() {
        List<TrainingProgress> seen = new ArrayList<>();
        CosineSchedule schedule = new CosineSchedule(1e-2, 2, 5, 0.1);

        run(schedule, 0, seen::add);

        assertThat(seen).extracting(TrainingProgress::step).containsExactly(1, 2, 3, 4, 5);
        assertThat(seen.get(0).steps()).isEqualTo(5);
        assertThat(seen.get(0).rate()).isEqualTo(schedule.rate(0));
        assertThat(seen).allSatisfy(step -> assertThat(step.tokensPerSecond()).isPositive());
    }

    @Test
    void beginsAtTheStepItIsTold() {
        List<TrainingProgress> seen = new ArrayList<>();

        run(new CosineSchedule(1e-2, 2, 5, 0.1), 3, seen::add);

        assertThat(seen).extracting(TrainingProgress::step).containsExactly(4, 5);
    }

    @Test
    void stopsAtTheStepWhereTheListenerThrows() {
        List<TrainingProgress> seen = new ArrayList<>();

        assertThatThrownBy(() -> run(new CosineSchedule(1e-2, 2, 50, 0.1), 0, progress -> {
                    seen.add(progress);
                    if (progress.step() == 3) {
                        throw new CancellationException("enough");
                    }
                }))
                .isInstanceOf(CancellationException.class);
        assertThat(seen).hasSize(3);
    }

    private void run(CosineSchedule schedule, int first, TrainingLoop.Listener listener) {
        try (DecoderModel model = TinyDecoder.model(session, VOCABULARY, 32, 1);
                Trainer trainer = Trainer.pretraining(model, AdamW.withWeightDecay(0.1))) {
            new TrainingLoop(trainer, new WindowSampler(text, 2, 16, 1), schedule).run(first, listener);
        }
    }

    @Test
    void keepsTheCheckpointWithTheLowestValidationPerplexity() {
        PretrainingPlan plan = new PretrainingPlan(60, 4, 16, 1e-2, 5, 0.1, 0.1, 1, 20);
        int[] validation = TinyDecoder.text(400, VOCABULARY, 2);

        Path best = new Pretraining(session, TinyDecoder.config(VOCABULARY, 32), plan, folder, writer -> {})
                .run(text, validation, progress -> {});

        try (CheckpointDirectory checkpoint = CheckpointDirectory.open(best);
                DecoderModel model = DecoderModel.load(session, checkpoint)) {
            assertThat(Perplexity.of(model).score(validation).perplexity()).isLessThan(0.7 * VOCABULARY);
        }
        assertThat(folder.resolve("last")).isDirectory();
    }

    /** A leak of one gradient a step would be 20 kB * 400 = 8 MB; of a batch's activations, far more. */
    @Test
    void holdsNoMoreMemoryAfterHundredsOfSteps() throws IOException {
        long[] resident = new long[2];

        run(new CosineSchedule(1e-3, 2, 600, 0.1), 0, progress -> {
            if (progress.step() == 200) {
                resident[0] = nativeBytes();
            } else if (progress.step() == 600) {
                resident[1] = nativeBytes();
            }
        });

        assertThat(resident[1] - resident[0]).isLessThan(4_000_000);
    }

    /** Anonymous resident memory less what the Java heap has committed: the native side. */
    private static long nativeBytes() {
        System.gc();
        try (var lines = Files.lines(Path.of("/proc/self/status"))) {
            String line =
                    lines.filter(each -> each.startsWith("RssAnon")).findFirst().orElseThrow();
            return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
