package dev.ordo.model.training;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import dev.ordo.model.decoder.DecoderModel;
import dev.ordo.model.decoder.Golden;
import dev.ordo.model.testing.GoldenNumbers;
import dev.ordo.model.torch.ComputeType;
import dev.ordo.model.torch.TensorScope;
import dev.ordo.model.torch.TorchOptions;
import dev.ordo.model.torch.TorchSession;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Mixed precision errs as transformers under torch.autocast does (tools/golden/mixed.py). An error is that of rounding to 8 bits, again
 * and again, in two programs that do not round at the same places: on one model it may be half or half again of the other's, on
 * the ten of them together it is no larger.
 */
class MixedPrecisionGoldenTest {
    private static final Loss CROSS_ENTROPY = Loss.CROSS_ENTROPY;
    private static final Loss DISTILLATION = new Loss(0.7, 0.3, 2);

    /** Half a unit of bfloat16's last place, 2^-9; autocast's losses err by up to 1.7e-3. */
    private static final double LOSS_TOLERANCE = 0x1p-9;

    private final GoldenNumbers autocast = GoldenNumbers.beside(MixedPrecisionGoldenTest.class, "mixed.json");
    private final TorchSession session = TorchSession.open(TorchOptions.cpu(1));

    @AfterEach
    void close() {
        session.close();
    }

    @ParameterizedTest
    @MethodSource("dev.ordo.model.decoder.Golden#all")
    void errsNoMoreThanAutocastOnEveryFamily(String family) {
        for (Loss loss : List.of(CROSS_ENTROPY, DISTILLATION)) {
            Run exact = run(family, loss, StepOptions.FLOAT32);
            Run mixed = run(family, loss, StepOptions.MIXED);

            assertThat(Math.abs(mixed.loss() - exact.loss()) / exact.loss()).isLessThan(LOSS_TOLERANCE);
            assertThat(mixed.distance(exact)).isLessThan(1.5 * error(family, loss));
        }
    }

    @Test
    void errsAsAutocastOnAllTogether() {
        List<String> families = Golden.all().toList();
        double ratios = 0;
        for (String family : families) {
            double ours = run(family, DISTILLATION, StepOptions.MIXED)
                    .distance(run(family, DISTILLATION, StepOptions.FLOAT32));
            ratios += Math.log(ours / error(family, DISTILLATION));
        }

        assertThat(Math.exp(ratios / families.size())).isBetween(0.5, 1.1);
    }

    private double error(String family, Loss loss) {
        return autocast.real(family, loss.needsTeacher() ? "kd" : "ce", "gradients");
    }

    private Run run(String family, Loss loss, StepOptions options) {
        try (Golden golden = Golden.of(family);
                Golden other = Golden.of(Golden.teacherOf(family));
                DecoderModel student = golden.model(session, ComputeType.FLOAT32);
                DecoderModel teacher = other.model(session, options.products());
                LossGradients gradients = new LossGradients(student, teacher, loss, options);
                TensorScope scope = session.scope()) {
            double[] sums = gradients.compute(scope, golden.tokens()).toDoubleArray();
            List<float[]> found = new ArrayList<>();
            for (NDArray each : gradients.gradients()) {
                found.add(TorchSession.toFloats(each));
            }
            return new Run(loss.ceWeight() * sums[0] + loss.klWeight() * sums[1], found);
        }
    }

    /** What came of it: the sum of the losses, and all gradients. */
    private record Run(double loss, List<float[]> gradients) {
        /** The L2 norm of the difference of all gradients as one vector, relative to the other's. */
        double distance(Run other) {
            double difference = 0;
            double size = 0;
            for (int i = 0; i < gradients.size(); i++) {
                for (int j = 0; j < gradients.get(i).length; j++) {
                    double exact = other.gradients.get(i)[j];
                    difference += Math.pow(gradients.get(i)[j] - exact, 2);
                    size += exact * exact;
                }
            }
            return Math.sqrt(difference / size);
        }
    }
}
