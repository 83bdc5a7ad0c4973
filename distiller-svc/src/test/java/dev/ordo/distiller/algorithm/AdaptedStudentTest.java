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
import dev.ordo.model.packed.QuantizationConfig;
import dev.ordo.model.quantization.CheckpointQuantizer;
import dev.ordo.model.testing.TinyModels;
import dev.ordo.model.text.TokenizedText;
import dev.ordo.model.torch.TorchOptions;
import dev.ordo.model.torch.TorchSession;
import dev.ordo.model.training.Divergence;
import dev.ordo.model.training.Loss;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdaptedStudentTest {
    private static final String WEIGHT = "model.layers.0.mlp.up_proj.weight";
    private static final AdapterConfig ADAPTER = new AdapterConfig(4, 8, AdapterConfig.MODULES);

    private final TorchSession session = TorchSession.open(TorchOptions.cpu(2));

    @TempDir
    Path folder;

    private Path parent;
    private Path teacher;

    @BeforeEach
    void writeModels() {
        parent = TinyModels.writePacked(folder.resolve("parent"), 1);
        teacher = TinyModels.write(folder.resolve("teacher"), 2);
    }

    @AfterEach
    void close() {
        session.close();
    }

    @Test
    void bringsTheStudentNearerToTheTeacherAndLeavesWhatIsPackedAsItIs() {
        run(parent, ADAPTER, 60, 1, "output");

        assertThat(divergence("output")).isLessThan(0.95 * divergence("parent"));
        assertThat(folder.resolve("output/before-requantize")).doesNotExist();
        try (CheckpointDirectory before = CheckpointDirectory.open(parent);
                CheckpointDirectory after = CheckpointDirectory.openBase(folder.resolve("output"))) {
            assertThat(after.config()).isEqualTo(before.config());
            assertThat(after.storedNames()).isEqualTo(before.storedNames());
            before.storedNames()
                    .forEach(name -> assertThat(after.readBytes(name)).isEqualTo(before.readBytes(name)));
        }
    }

    @Test
    void trainsBesideWeightsInNf4() {
        Path nf4 = TinyModels.writePacked(folder.resolve("nf4"), 1, QuantizationConfig.nf4AllButHead());

        run(nf4, ADAPTER, 3, 1, "output");

        assertThat(divergence("output")).isLessThan(divergence("nf4"));
        try (CheckpointDirectory before = CheckpointDirectory.open(nf4);
                CheckpointDirectory after = CheckpointDirectory.openBase(folder.resolve("output"))) {
            before.storedNames()
                    .forEach(name -> assertThat(after.readBytes(name)).isEqualTo(before.readBytes(name)));
        }
    }

    @Test
    void beforeTheFirstStepAdaptersChangeNothing() {
        try (CheckpointDirectory base = CheckpointDirectory.open(parent);
                DecoderModel student = DecoderModel.load(session, base);
                var adapters = new AdaptedStudent(base, base, ADAPTER).adapters(student, 1)) {
            new AdaptedStudent(base, base, ADAPTER).write(adapters, folder.resolve("output"));
        }

        assertThat(TinyModels.logits(session, folder.resolve("output"), 1, 2, 3))
                .isEqualTo(TinyModels.logits(session, parent, 1, 2, 3));
    }

    @Test
    void writesTheSameBytesForTheSameSeedAndOthersForAnother() {
        run(parent, ADAPTER, 3, 1, "once");
        run(parent, ADAPTER, 3, 1, "again");
        run(parent, ADAPTER, 3, 2, "other");

        assertThat(CheckpointDigest.of(folder.resolve("again"))).isEqualTo(CheckpointDigest.of(folder.resolve("once")));
        assertThat(CheckpointDigest.of(folder.resolve("other")))
                .isNotEqualTo(CheckpointDigest.of(folder.resolve("once")));
    }

    @Test
    void trainsAParentThatIsNotPackedWhole() {
        Path plain = TinyModels.write(folder.resolve("plain"), 1);
        run(plain, ADAPTER, 3, 1, "output");
        new Distillation(session, parameters(3, 1))
                .run(inputs(plain), folder.resolve("whole"), folder.resolve("before"), WorkProgress.NONE);

        assertThat(CheckpointDigest.of(folder.resolve("output")))
                .isEqualTo(CheckpointDigest.of(folder.resolve("whole")));
    }

    @Test
    void goesOnWithTheAdaptersOfItsParent() {
        run(parent, ADAPTER, 20, 1, "once");
        run(folder.resolve("once"), ADAPTER, 20, 1, "twice");

        assertThat(divergence("twice")).isLessThan(divergence("once"));
        try (CheckpointDirectory once = CheckpointDirectory.open(folder.resolve("once"));
                CheckpointDirectory twice = CheckpointDirectory.open(folder.resolve("twice"))) {
            assertThat(twice.config()).isEqualTo(once.config());
            assertThat(twice.totalTensorBytes()).isEqualTo(once.totalTensorBytes());
        }
    }

    @Test
    void refusesToGoOnWithAdaptersOfAnotherForm() {
        run(parent, ADAPTER, 1, 1, "once");

        assertThatThrownBy(() -> run(folder.resolve("once"), new AdapterConfig(2, 8, List.of("q_proj")), 1, 1, "twice"))
                .isInstanceOf(DistillationRefusedException.class)
                .hasMessageContaining("has low-rank adapters already")
                .hasMessageContaining("rank=4")
                .hasMessageContaining("rank=2");
    }

    /** Eight bits are nearly what they pack. */
    @Test
    void aLaterQuantizationPacksWhatTheAdaptersMadeOfTheWeights() {
        run(parent, ADAPTER, 20, 1, "output");
        Path quantized = folder.resolve("quantized");
        try (CheckpointDirectory source = CheckpointDirectory.open(folder.resolve("output"))) {
            new CheckpointQuantizer(QuantizationConfig.allButHead(8, 32))
                    .quantize(source, quantized, WorkProgress.NONE);
        }

        try (CheckpointDirectory result = CheckpointDirectory.open(quantized)) {
            assertThat(result.config().adapter()).isEmpty();
            assertThat(result.info(WEIGHT).packed()).isTrue();
        }
        assertThat(divergence("output")).isNotCloseTo(divergence("parent"), withinPercentage(2));
        assertThat(divergence("quantized")).isCloseTo(divergence("output"), withinPercentage(0.5));
    }

    @Test
    void inTheOtherArmsAdaptersArePartOfTheWeightsThatAreTrained() {
        run(parent, ADAPTER, 20, 1, "adapted");
        Path output = folder.resolve("output");

        new Distillation(session, parameters(1, 1))
                .run(inputs(folder.resolve("adapted")), output, output.resolve("before-requantize"), WorkProgress.NONE);

        try (CheckpointDirectory result = CheckpointDirectory.open(output)) {
            assertThat(result.config().adapter()).isEmpty();
        }
        assertThat(divergence("output/before-requantize")).isLessThan(divergence("adapted"));
    }

    private void run(Path student, AdapterConfig adapter, int steps, long seed, String output) {
        Path target = folder.resolve(output);
        new Distillation(session, parameters(steps, seed), new PackedStudent.Frozen(adapter, 1e-2))
                .run(inputs(student), target, target.resolve("before-requantize"), WorkProgress.NONE);
    }

    private DistillationInputs inputs(Path student) {
        return new DistillationInputs(student, teacher, TinyModels.home().resolve("data/austen-kd.txt"));
    }

    private static DistillationParameters parameters(int steps, long seed) {
        return new DistillationParameters(
                steps, 32, 4, 1e-3, 0.1, 0.05, 0, new Loss(0.1, 1, Divergence.FORWARD_KL, 2), 1, seed);
    }

    private double divergence(String student) {
        try (CheckpointDirectory ours = CheckpointDirectory.open(folder.resolve(student));
                CheckpointDirectory theirs = CheckpointDirectory.open(teacher);
                DecoderModel model = DecoderModel.load(session, ours);
                DecoderModel reference = DecoderModel.load(session, theirs)) {
            int[] tokens = TokenizedText.read(TinyModels.home().resolve("data/austen-kd.txt"), ours)
                    .first(512)
                    .ids();
            return Perplexity.comparedTo(reference, model)
                    .score(tokens)
                    .klToBaseline()
                    .orElseThrow();
        }
    }
}
