package dev.ordo.model.testing;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.LiveTensors;
import ai.djl.ndarray.NDArray;
import dev.ordo.model.WorkProgress;
import dev.ordo.model.decoder.DecoderModel;
import dev.ordo.model.decoder.TinyDecoder;
import dev.ordo.model.decoder.TokenBatch;
import dev.ordo.model.evaluation.Perplexity;
import dev.ordo.model.generation.GenerationOptions;
import dev.ordo.model.generation.Generator;
import dev.ordo.model.generation.Vocabulary;
import dev.ordo.model.torch.TorchOptions;
import dev.ordo.model.torch.TorchSession;
import dev.ordo.model.training.AdamW;
import dev.ordo.model.training.Loss;
import dev.ordo.model.training.Trainer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * 1,000 steps in a process whose Java heap is in memory from the start, so that what grows is native. A step may leave 2 kB: what
 * the virtual machine compiles late and what the allocator rounds have been seen to come to 0.6 kB a step. The smallest tensor that
 * nobody owns and that is seen by memory alone has 4 kB; one that somebody owns is counted, whatever its size.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FlatMemoryTest {
    private static final int WARM_UP = 400;
    private static final int STEPS = 1000;
    private static final long TOLERANCE = 2000L * STEPS;
    private static final int LEAKED_FLOATS = 1024;
    private static final List<String> OPTIONS =
            List.of("-Xms64m", "-Xmx64m", "-XX:+AlwaysPreTouch", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

    private Map<String, Growth> grown;

    @BeforeAll
    void runInAProcess(@TempDir Path folder) throws Exception {
        grown = new LinkedHashMap<>();
        for (String line : JavaProcess.run(OPTIONS, FlatMemoryTest.class, folder.resolve("output.txt"))) {
            if (line.startsWith("grown ")) {
                String[] words = line.split(" ");
                grown.put(words[1], new Growth(Long.parseLong(words[2]), Integer.parseInt(words[3])));
            }
        }
    }

    @Test
    void staysFlatWhileTraining() {
        assertFlat("training");
    }

    @Test
    void staysFlatWhileGenerating() {
        assertFlat("generation");
    }

    @Test
    void staysFlatWhileScoring() {
        assertFlat("scoring");
    }

    @Test
    void wouldSeeATensorThatAStepLeavesToItsSession() {
        assertThat(grown.get("leak-to-the-session").tensors()).isEqualTo(STEPS);
    }

    @Test
    void wouldSeeATensorThatNobodyOwns() {
        assertThat(grown.get("leak-to-nobody").bytes()).isGreaterThan(TOLERANCE);
    }

    private void assertFlat(String work) {
        assertThat(grown.get(work).tensors()).as("%s", grown).isZero();
        assertThat(grown.get(work).bytes()).as("%s", grown).isLessThan(TOLERANCE);
    }

    /** Prints {@code grown WORK BYTES TENSORS} for every kind of work. */
    public static void main(String[] arguments) {
        int[] tokens = TinyDecoder.text(64, 48, 1);
        try (TorchSession session = TorchSession.open(TorchOptions.cpu(1));
                DecoderModel model = TinyDecoder.model(session, 48, 32, 1);
                DecoderModel teacher = TinyDecoder.model(session, 48, 32, 2);
                Trainer trainer =
                        Trainer.distillation(model, teacher, new Loss(0.7, 0.3, 2), AdamW.withWeightDecay(0.1))) {
            TokenBatch batch = TokenBatch.of(tokens, 0, 2, 17);
            Generator generator = Generator.of(model, new Vocabulary(48, Set.of()));
            List<int[]> prompts = List.of(new int[] {1, 2, 3}, new int[] {5});
            Perplexity perplexity = Perplexity.comparedTo(teacher, model);
            measure("training", session, () -> trainer.step(batch, 1e-4));
            measure(
                    "generation",
                    session,
                    () -> generator.generate(prompts, GenerationOptions.greedy(2), WorkProgress.NONE));
            measure("scoring", session, () -> perplexity.score(tokens));
            measure("leak-to-the-session", session, () -> session.zeros(session.manager(), 1));
            measure("leak-to-nobody", session, () -> leak(session));
        }
    }

    private static void leak(TorchSession session) {
        NDArray lost = session.zeros(session.manager(), LEAKED_FLOATS);
        lost.detach();
    }

    private static void measure(String work, TorchSession session, Runnable step) {
        repeat(WARM_UP, step);
        long bytes = PeakMemory.anonymous();
        int tensors = LiveTensors.count(session.manager());
        repeat(STEPS, step);
        System.out.println("grown " + work + " " + (PeakMemory.anonymous() - bytes) + " "
                + (LiveTensors.count(session.manager()) - tensors));
    }

    private static void repeat(int times, Runnable step) {
        for (int i = 0; i < times; i++) {
            step.run();
        }
    }

    private record Growth(long bytes, int tensors) {}
}
