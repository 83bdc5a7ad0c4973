package dev.ordo.distiller.algorithm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.ordo.events.error.ErrorCode;
import dev.ordo.events.error.PermanentException;
import dev.ordo.model.WorkProgress;
import dev.ordo.model.adapter.AdapterConfig;
import dev.ordo.model.checkpoint.CheckpointDigest;
import dev.ordo.model.checkpoint.CheckpointDirectory;
import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.decoder.DecoderModel;
import dev.ordo.model.evaluation.Perplexity;
import dev.ordo.model.quantization.RoundToNearest;
import dev.ordo.model.safetensors.DType;
import dev.ordo.model.testing.TinyModels;
import dev.ordo.model.text.InvalidTextException;
import dev.ordo.model.text.TokenizedText;
import dev.ordo.model.torch.ComputeType;
import dev.ordo.model.torch.TorchOptions;
import dev.ordo.model.torch.TorchSession;
import dev.ordo.model.training.Divergence;
import dev.ordo.model.training.Loss;
import dev.ordo.model.training.NonFiniteLossException;
import dev.ordo.model.training.StepOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class DistillationTest {
    private static final String WEIGHT = "model.layers.0.mlp.up_proj.weight";
    private static final DistillationParameters SHORT = parameters(3, 1e-3, 0.7, 0.3, 1);

    private static TorchSession session;

    @TempDir
    Path folder;

    private Path parent;
    private Path teacher;

    @BeforeAll
    static void openSession() {
        session = TorchSession.open(TorchOptions.cpu(2));
    }

    @AfterAll
    static void closeSession() {
        session.close();
    }

    @BeforeEach
    void writeModels() {
        parent = TinyModels.write(folder.resolve("parent"), 1);
        teacher = TinyModels.write(folder.resolve("teacher"), 2);
    }

    @ParameterizedTest
    @EnumSource(Divergence.class)
    void bringsTheStudentNearerToTheTeacher(Divergence divergence) {
        run(parent, parameters(40, 3e-3, divergence, 0, 1, 1), "output");

        assertThat(divergence("output")).isLessThan(0.5 * divergence("parent"));
    }

    @Test
    void changesEveryWeightOfTheStudentAndNoShape() {
        run(parent, SHORT, "output");

        try (CheckpointDirectory before = CheckpointDirectory.open(parent);
                CheckpointDirectory after = CheckpointDirectory.open(folder.resolve("output"))) {
            assertThat(after.tensorNames()).isEqualTo(before.tensorNames());
            assertThat(after.readFloat32(WEIGHT))
                    .hasSameSizeAs(before.readFloat32(WEIGHT))
                    .isNotEqualTo(before.readFloat32(WEIGHT));
        }
    }

    @Test
    void writesBfloat16WhateverTheParentStored() {
        ModelConfig floats = TinyModels.config().withTorchDtype(DType.F32);
        Path wide = TinyModels.write(folder.resolve("wide"), floats, TinyModels.weights(floats, 1));

        run(wide, SHORT, "output");

        assertThat(ModelConfig.read(folder.resolve("output/config.json")).torchDtype())
                .isEqualTo(DType.BF16);
    }

    @Test
    void writesTheSameBytesForTheSameSeed() {
        run(parent, SHORT, "once");
        run(parent, SHORT, "again");

        assertThat(CheckpointDigest.of(folder.resolve("again"))).isEqualTo(CheckpointDigest.of(folder.resolve("once")));
    }

    @Test
    void writesOtherBytesForAnotherSeed() {
        run(parent, SHORT, "once");
        run(parent, parameters(3, 1e-3, 0.7, 0.3, 2), "again");

        assertThat(CheckpointDigest.of(folder.resolve("again")))
                .isNotEqualTo(CheckpointDigest.of(folder.resolve("once")));
    }

    @Test
    void tellsEveryStep() {
        List<String> told = new ArrayList<>();

        new Distillation(session, SHORT)
                .run(
                        inputs(parent, teacher, text()),
                        folder.resolve("output"),
                        folder.resolve("before"),
                        (done, total, unit) -> told.add(done + "/" + total + " " + unit));

        assertThat(told).containsExactly("1/3 step", "2/3 step", "3/3 step");
    }

    @Test
    void stopsAtTheStepAtWhichItIsTold() {
        WorkProgress stop = (done, total, unit) -> {
            throw new IllegalStateException("stop at " + done);
        };

        assertThatThrownBy(() -> new Distillation(session, SHORT)
                        .run(inputs(parent, teacher, text()), folder.resolve("output"), folder.resolve("before"), stop))
                .hasMessage("stop at 1");
        assertThat(folder.resolve("output")).doesNotExist();
    }

    @Test
    void goesRoundTheTextAgainWhereTheBudgetIsMoreThanTheText() throws Exception {
        Path few = Files.writeString(
                folder.resolve("few.txt"), TinyModels.text("austen-kd").substring(0, 600));
        List<Long> steps = new ArrayList<>();

        new Distillation(session, parameters(12, 1e-3, 0.7, 0.3, 1))
                .run(
                        inputs(parent, teacher, few),
                        folder.resolve("output"),
                        folder.resolve("before"),
                        (done, total, unit) -> steps.add(done));

        assertThat(steps).hasSize(12);
    }

    @Test
    void trainsAPackedParentFromItsDequantizedWeightsAndPacksItAgain() {
        Path packed = TinyModels.writePacked(folder.resolve("packed"), 1);

        run(packed, SHORT, "output");

        try (CheckpointDirectory result = CheckpointDirectory.open(folder.resolve("output"));
                CheckpointDirectory floating = CheckpointDirectory.open(folder.resolve("output/before-requantize"))) {
            assertThat(floating.config().quantization()).isEmpty();
            assertThat(result.readPacked(WEIGHT).packed())
                    .isEqualTo(RoundToNearest.quantize(result.readPacked(WEIGHT).layout(), floating.readFloat32(WEIGHT))
                            .packed());
        }
    }

    @Test
    void activationCheckpointingChangesNoByte() {
        run(parent, SHORT, "kept");
        run(parent, SHORT.with(new StepOptions(ComputeType.FLOAT32, true)), "again");

        assertThat(CheckpointDigest.of(folder.resolve("again"))).isEqualTo(CheckpointDigest.of(folder.resolve("kept")));
    }

    /** Float32 sums in another order, and then rounded to bfloat16. */
    @Test
    void partsOfABatchGiveWhatTheWholeGives() {
        run(parent, SHORT, "whole");
        run(parent, SHORT.with(new StepOptions(ComputeType.FLOAT32, false, 1)), "parts");

        assertThat(divergence("parts")).isCloseTo(divergence("whole"), withinPercentage(0.1));
    }

    @ParameterizedTest
    @MethodSource("students")
    void productsInBfloat16BringTheStudentNearerToo(PackedStudent student) {
        Path packed = TinyModels.writePacked(folder.resolve("packed"), 1);
        DistillationParameters parameters = parameters(40, 3e-3, 0, 1, 1);
        Path target = folder.resolve("output");
        new Distillation(session, parameters.with(StepOptions.MIXED), student)
                .run(inputs(packed, teacher, text()), target, target.resolve("before-requantize"), WorkProgress.NONE);

        assertThat(divergence("output")).isLessThan(0.95 * divergence("packed"));
    }

    static Stream<PackedStudent> students() {
        return Stream.of(
                new PackedStudent.Dequantized(),
                new PackedStudent.FakeQuantized(),
                new PackedStudent.Frozen(new AdapterConfig(8, 16, AdapterConfig.MODULES), 1e-2));
    }

    @Test
    void distilsFromATeacherThatIsPackedItself() {
        Path packed = TinyModels.writePacked(folder.resolve("packed"), 2);

        new Distillation(session, SHORT)
                .run(
                        inputs(parent, packed, text()),
                        folder.resolve("output"),
                        folder.resolve("before"),
                        WorkProgress.NONE);

        assertThat(folder.resolve("output/model.safetensors")).exists();
    }

    @Test
    void cutsATeacherWithMorePaddingToTheStudentsVocabulary() {
        Path padded = padded("padded-teacher", 2);
        run(parent, SHORT, "output");

        new Distillation(session, SHORT)
                .run(
                        inputs(parent, padded, text()),
                        folder.resolve("same"),
                        folder.resolve("before"),
                        WorkProgress.NONE);

        assertThat(CheckpointDigest.of(folder.resolve("same")))
                .isEqualTo(CheckpointDigest.of(folder.resolve("output")));
    }

    @Test
    void leavesAStudentsPaddingAsItWasWhereTheTeacherHasLess() {
        Path padded = padded("padded-student", 1);

        run(padded, SHORT, "output");

        try (CheckpointDirectory before = CheckpointDirectory.open(padded);
                CheckpointDirectory after = CheckpointDirectory.open(folder.resolve("output"))) {
            float[] old = before.readFloat32("model.embed_tokens.weight");
            float[] trained = after.readFloat32("model.embed_tokens.weight");
            int real = TinyModels.VOCABULARY * TinyModels.HIDDEN;
            assertThat(trained).hasSameSizeAs(old);
            assertThat(Arrays.mismatch(trained, real, trained.length, old, real, old.length))
                    .isNegative();
            assertThat(Arrays.mismatch(trained, 0, real, old, 0, real)).isNotNegative();
        }
    }

    @Test
    void refusesATeacherWithAnotherTokenizer() throws Exception {
        Path file = teacher.resolve("tokenizer.json");
        Files.writeString(file, Files.readString(file).replaceFirst("\"!\": ?\\d+", "\"!!!!\": 1"));

        assertRefused(
                parent,
                SHORT,
                DistillationRefusedException.class,
                ErrorCode.INVALID_RECIPE,
                "must have the same tokenizer, but their tokenizer.json differ in 'model'");
    }

    @Test
    void refusesPureDivergenceFromATeacherThatIsTheStudent() {
        Path twin = TinyModels.write(folder.resolve("twin"), 2);

        for (StepOptions options : List.of(StepOptions.FLOAT32, StepOptions.MIXED)) {
            assertRefused(
                    twin,
                    parameters(3, 1e-3, 0, 1, 1).with(options),
                    DistillationRefusedException.class,
                    ErrorCode.INVALID_RECIPE,
                    "no gradient");
        }
    }

    @Test
    void refusesSequencesLongerThanTheModelsContext() {
        DistillationParameters parameters = new DistillationParameters(
                3, 200, 2, 1e-3, 0.1, 0, 0, new Loss(0.7, 0.3, Divergence.FORWARD_KL, 2), 1, 1);

        assertRefused(
                parent,
                parameters,
                DistillationRefusedException.class,
                ErrorCode.INVALID_RECIPE,
                "is 200, but the student reads 128 tokens");
    }

    @Test
    void refusesAVocabularyThatLacksRowsForRealTokens() {
        Path small = TinyModels.write(
                folder.resolve("small"), TinyModels.config(4000), TinyModels.weights(TinyModels.config(4000), 1));

        assertRefused(
                small,
                SHORT,
                DistillationRefusedException.class,
                ErrorCode.INVALID_RECIPE,
                "the tokenizer has 4096 tokens, but the student has 4000 rows");
    }

    @Test
    void refusesATextThatIsTooShortWithBothNumbers() throws Exception {
        Path few = Files.writeString(folder.resolve("few.txt"), "It is a truth");

        assertThatThrownBy(() -> new Distillation(session, SHORT)
                        .run(
                                inputs(parent, teacher, few),
                                folder.resolve("output"),
                                folder.resolve("b"),
                                WorkProgress.NONE))
                .isInstanceOf(InvalidTextException.class)
                .hasMessageContaining("but distillation needs 65");
    }

    @Test
    void callsALossThatIsNotANumberDivergence() {
        Map<String, float[]> weights = TinyModels.weights(TinyModels.config(), 1);
        weights.get(WEIGHT)[0] = Float.NaN;
        Path broken = TinyModels.write(folder.resolve("broken"), TinyModels.config(), weights);

        assertRefused(broken, SHORT, NonFiniteLossException.class, ErrorCode.TRAINING_DIVERGED, "NaN");
    }

    private void assertRefused(
            Path student,
            DistillationParameters parameters,
            Class<? extends PermanentException> type,
            ErrorCode code,
            String message) {
        assertThatThrownBy(() -> run(student, parameters, "output"))
                .isInstanceOf(type)
                .hasMessageContaining(message)
                .extracting(e -> ((PermanentException) e).code())
                .isEqualTo(code);
    }

    private void run(Path student, DistillationParameters parameters, String output) {
        Path target = folder.resolve(output);
        new Distillation(session, parameters)
                .run(inputs(student, teacher, text()), target, target.resolve("before-requantize"), WorkProgress.NONE);
    }

    private static DistillationInputs inputs(Path student, Path teacher, Path text) {
        return new DistillationInputs(student, teacher, text);
    }

    private static DistillationParameters parameters(int steps, double rate, double ce, double kl, long seed) {
        return parameters(steps, rate, Divergence.FORWARD_KL, ce, kl, seed);
    }

    private static DistillationParameters parameters(
            int steps, double rate, Divergence divergence, double ce, double kl, long seed) {
        return new DistillationParameters(steps, 32, 4, rate, 0.1, 0.05, 0, new Loss(ce, kl, divergence, 2), 1, seed);
    }

    private Path padded(String name, long seed) {
        ModelConfig config = TinyModels.config(TinyModels.VOCABULARY + 64);
        Map<String, float[]> weights = TinyModels.weights(TinyModels.config(), seed);
        String embedding = "model.embed_tokens.weight";
        float[] rows = new float[(TinyModels.VOCABULARY + 64) * TinyModels.HIDDEN];
        Arrays.fill(rows, 0.125f);
        System.arraycopy(weights.get(embedding), 0, rows, 0, weights.get(embedding).length);
        weights.put(embedding, rows);
        return TinyModels.write(folder.resolve(name), config, weights);
    }

    private static Path text() {
        return TinyModels.home().resolve("data/austen-kd.txt");
    }

    private double divergence(String student) {
        try (CheckpointDirectory ours = CheckpointDirectory.open(folder.resolve(student));
                CheckpointDirectory theirs = CheckpointDirectory.open(teacher);
                DecoderModel model = DecoderModel.load(session, ours);
                DecoderModel reference = DecoderModel.load(session, theirs)) {
            int[] tokens = TokenizedText.read(text(), ours).first(512).ids();
            return Perplexity.comparedTo(reference, model)
                    .score(tokens)
                    .klToBaseline()
                    .orElseThrow();
        }
    }
}
