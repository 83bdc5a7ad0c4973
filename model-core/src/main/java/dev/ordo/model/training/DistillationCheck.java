package dev.ordo.model.training;

import dev.ordo.model.decoder.DecoderModel;
import dev.ordo.model.torch.ComputeType;
import dev.ordo.model.torch.TensorScope;
import dev.ordo.model.torch.TorchSession;
import java.util.Arrays;

/** What must hold between a student and its teacher. */
final class DistillationCheck {
    private DistillationCheck() {}

    static void require(DecoderModel student, DecoderModel teacher, Loss loss) {
        int vocabulary = student.config().vocabSize();
        if (teacher.config().vocabSize() != vocabulary) {
            throw new IllegalArgumentException("teacher and student must share a vocabulary, but the teacher has "
                    + teacher.config().vocabSize() + " tokens and the student " + vocabulary);
        }
        if (loss.ceWeight() == 0 && sameWeights(student, teacher)) {
            throw new IllegalArgumentException(
                    "the teacher has the student's own weights: what compares the two alone has no gradient there; give the cross-entropy"
                            + " a weight or choose another teacher");
        }
    }

    private static boolean sameWeights(DecoderModel student, DecoderModel teacher) {
        if (student == teacher) {
            return true;
        }
        if (!student.layout().names().equals(teacher.layout().names())) {
            return false;
        }
        for (int i = 0; i < student.parameters().size(); i++) {
            if (!Arrays.equals(values(student, i), values(teacher, i))) {
                return false;
            }
        }
        return true;
    }

    /** Of a parameter, whatever type it has. */
    private static float[] values(DecoderModel model, int parameter) {
        try (TensorScope scope = model.session().scope()) {
            return TorchSession.toFloats(model.kernels()
                    .tensor(
                            scope.manager(),
                            "converted",
                            model.parameters().get(parameter),
                            ComputeType.FLOAT32.code()));
        }
    }
}
