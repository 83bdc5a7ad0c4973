package dev.ordo.distiller.algorithm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ordo.model.WorkProgress;
import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.testing.TinyModels;
import dev.ordo.model.torch.ComputeType;
import dev.ordo.model.torch.TorchOptions;
import dev.ordo.model.torch.TorchSession;
import dev.ordo.model.training.Divergence;
import dev.ordo.model.training.Loss;
import dev.ordo.model.training.StepOptions;
import dev.ordo.model.training.TrainingProgress;
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

class HiddenStatesTest {
    private static final DistillationParameters PARAMETERS =
            new DistillationParameters(40, 32, 4, 3e-3, 0.1, 0.05, 0, weighing(0), 1, 1);

    private final TorchSession session = TorchSession.open(TorchOptions.cpu(2));

    @TempDir
    Path folder;

    @BeforeEach
    void writeTeacher() {
        TinyModels.write(folder.resolve("teacher"), 2);
    }

    @AfterEach
    void close() {
        session.close();
    }

    static Stream<StepOptions> options() {
        return Stream.of(StepOptions.FLOAT32, new StepOptions(ComputeType.BFLOAT16, true, 3));
    }

    @ParameterizedTest
    @MethodSource("options")
    void ofAStudentWithHalfTheLayersComeNearerToTheTeachers(StepOptions options) {
        List<Double> apart =
                apart(PARAMETERS.with(options).with(weighing(1)), Map.of("num_hidden_layers", TinyModels.LAYERS / 2));

        assertThat(apart).hasSize(40).allMatch(each -> each > 0 && each < 2);
        assertThat(apart.get(39)).isLessThan(0.7 * apart.get(0));
    }

    @Test
    void comeNearerWhereTheyAreAllThatIsCompared() {
        Loss alone = new Loss(0, 0, Divergence.FORWARD_KL, 1, 1);

        List<Double> apart = apart(PARAMETERS.with(alone), Map.of("num_hidden_layers", TinyModels.LAYERS / 2));

        assertThat(apart.get(39)).isLessThan(0.7 * apart.get(0));
    }

    @Test
    void areNotComparedWhereTheyWeighNothing() {
        assertThat(apart(PARAMETERS, Map.of())).containsOnly(0.0);
    }

    @Test
    void ofOtherSizesAreNotComparedAndTheRecipeIsToldSo() {
        assertThatThrownBy(() -> apart(PARAMETERS.with(weighing(0.5)), Map.of("hidden_size", TinyModels.HIDDEN / 2)))
                .isInstanceOf(DistillationRefusedException.class)
                .hasMessage("recipes.distill.hiddenWeight is 0.5, which compares hidden states of one size, but the"
                        + " teacher's hidden size is 64, and the student's 32");
    }

    private static Loss weighing(double hidden) {
        return new Loss(0, 1, Divergence.FORWARD_KL, 1, hidden);
    }

    /** The distance of each step of a student that is configured otherwise than its teacher. */
    private List<Double> apart(DistillationParameters parameters, Map<String, Integer> fields) {
        ModelConfig config = TinyModels.with(TinyModels.config(), fields);
        Path student = TinyModels.write(folder.resolve("student"), config, TinyModels.weights(config, 1));
        List<Double> apart = new ArrayList<>();
        TrainingWatch watch = new TrainingWatch() {
            @Override
            public void stepped(TrainingProgress step) {
                apart.add(step.result().hidden());
            }

            @Override
            public void measured(HeldOutScore score) {}
        };
        var inputs = new DistillationInputs(
                student, folder.resolve("teacher"), TinyModels.home().resolve("data/austen-kd.txt"));
        new Distillation(session, parameters, new PackedStudent.Dequantized(), watch)
                .run(inputs, folder.resolve("output"), folder.resolve("before"), WorkProgress.NONE);
        return apart;
    }
}
