package dev.ordo.distiller.algorithm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.ordo.model.WorkProgress;
import dev.ordo.model.adapter.AdapterConfig;
import dev.ordo.model.checkpoint.CheckpointDigest;
import dev.ordo.model.checkpoint.CheckpointDirectory;
import dev.ordo.model.decoder.DecoderModel;
import dev.ordo.model.evaluation.Perplexity;
import dev.ordo.model.testing.TinyModels;
import dev.ordo.model.text.InvalidTextException;
import dev.ordo.model.text.TokenizedText;
import dev.ordo.model.torch.TorchOptions;
import dev.ordo.model.torch.TorchSession;
import dev.ordo.model.training.Divergence;
import dev.ordo.model.training.Loss;
import dev.ordo.model.training.TrainingProgress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HeldOutCurveTest {
    private static final Path NOVEL = TinyModels.home().resolve("data/austen-heldout.txt");
    private static final int TOKENS = 512;
    private static final DistillationParameters PARAMETERS = new DistillationParameters(
            5, 32, 4, 3e-3, 0.1, 0.05, 0, new Loss(0.7, 0.3, Divergence.FORWARD_KL, 2), 1, 1);

    private final TorchSession session = TorchSession.open(TorchOptions.cpu(2));

    @TempDir
    Path folder;

    private Path parent;

    @BeforeEach
    void writeModels() {
        parent = TinyModels.writePacked(folder.resolve("parent"), 1);
        TinyModels.write(folder.resolve("teacher"), 2);
    }

    @AfterEach
    void close() {
        session.close();
    }

    static Stream<PackedStudent> students() {
        return Stream.of(
                new PackedStudent.Dequantized(),
                new PackedStudent.FakeQuantized(),
                new PackedStudent.Frozen(new AdapterConfig(8, 16, AdapterConfig.MODULES), 1e-2));
    }

    @ParameterizedTest
    @MethodSource("students")
    void changesNoByteOfTheResult(PackedStudent student) {
        run(student, HeldOutTexts.NONE, "alone", TrainingWatch.NONE);
        run(student, novel(2), "measured", TrainingWatch.NONE);

        assertThat(CheckpointDigest.of(folder.resolve("measured")))
                .isEqualTo(CheckpointDigest.of(folder.resolve("alone")));
    }

    /**
     * The beginning to the last bit, but for fake-quantized weights, whose dequantized ones are quantized once more; the end but for what is
     * rounded when it is written: to bfloat16 or to packed integers.
     */
    @ParameterizedTest
    @MethodSource("students")
    void goesFromTheParentsPerplexityToThatOfWhatIsWritten(PackedStudent student) {
        List<HeldOutScore> scores = run(student, novel(2), "output", TrainingWatch.NONE);

        assertThat(scores).extracting(HeldOutScore::step).containsExactly(0, 2, 4, 5);
        String written = student instanceof PackedStudent.Dequantized ? "output/before-requantize" : "output";
        double last = scores.get(3).perplexity().get("novel");
        double rounding = student instanceof PackedStudent.FakeQuantized ? 0.5 : 0;
        assertThat(scores.get(0).perplexity().get("novel")).isCloseTo(perplexity("parent"), withinPercentage(rounding));
        assertThat(last).isCloseTo(perplexity(written), withinPercentage(0.5));
        assertThat(last).isLessThan(0.99 * perplexity("parent"));
    }

    @Test
    void isToldToWhoLooksOnBetweenTheSteps() {
        List<String> seen = new ArrayList<>();

        List<HeldOutScore> scores = run(new PackedStudent.Dequantized(), novel(3), "output", new TrainingWatch() {
            @Override
            public void stepped(TrainingProgress step) {
                seen.add("step " + step.step());
            }

            @Override
            public void measured(HeldOutScore score) {
                seen.add("measured " + score.step());
            }
        });

        assertThat(seen)
                .containsExactly(
                        "measured 0", "step 1", "step 2", "step 3", "measured 3", "step 4", "step 5", "measured 5");
        assertThat(scores).hasSize(3);
    }

    @Test
    void isEmptyWhereNobodyAsks() {
        assertThat(run(new PackedStudent.Dequantized(), HeldOutTexts.NONE, "output", TrainingWatch.NONE))
                .isEmpty();
    }

    @Test
    void refusesATextOfWhichNothingCanBeScored() throws Exception {
        Path empty = Files.writeString(folder.resolve("empty.txt"), "");

        assertThatThrownBy(() -> run(
                        new PackedStudent.Dequantized(),
                        new HeldOutTexts(Map.of("void", empty), 1, TOKENS),
                        "output",
                        TrainingWatch.NONE))
                .isInstanceOf(InvalidTextException.class)
                .hasMessage("void has 0 tokens, but evaluation needs 2");
    }

    private static HeldOutTexts novel(int every) {
        return new HeldOutTexts(Map.of("novel", NOVEL), every, TOKENS);
    }

    private List<HeldOutScore> run(PackedStudent student, HeldOutTexts heldOut, String output, TrainingWatch watch) {
        Path target = folder.resolve(output);
        var inputs = new DistillationInputs(
                parent, folder.resolve("teacher"), TinyModels.home().resolve("data/austen-kd.txt"), heldOut);
        return new Distillation(session, PARAMETERS, student, watch)
                .run(inputs, target, target.resolve("before-requantize"), WorkProgress.NONE);
    }

    private double perplexity(String checkpoint) {
        try (CheckpointDirectory directory = CheckpointDirectory.open(folder.resolve(checkpoint));
                DecoderModel model = DecoderModel.load(session, directory)) {
            return Perplexity.of(model)
                    .score(TokenizedText.read(NOVEL, directory).first(TOKENS).ids())
                    .perplexity();
        }
    }
}
