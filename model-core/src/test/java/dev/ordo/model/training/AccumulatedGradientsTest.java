package dev.ordo.model.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDList;
import dev.ordo.model.decoder.DecoderModel;
import dev.ordo.model.decoder.TinyDecoder;
import dev.ordo.model.decoder.TokenBatch;
import dev.ordo.model.decoder.TokenMask;
import dev.ordo.model.torch.ComputeType;
import dev.ordo.model.torch.TensorScope;
import dev.ordo.model.torch.TorchOptions;
import dev.ordo.model.torch.TorchSession;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccumulatedGradientsTest {
    private static final int VOCABULARY = 24;
    private static final int SEQUENCES = 5;
    private static final int LENGTH = 17;
    private static final Loss LOSS = new Loss(0.7, 0.3, Divergence.REVERSE_KL, 2);

    private final TorchSession session = TorchSession.open(TorchOptions.cpu(1));
    private final TokenBatch batch =
            TokenBatch.of(TinyDecoder.text(SEQUENCES * LENGTH, VOCABULARY, 1), 0, SEQUENCES, LENGTH);

    @AfterEach
    void close() {
        session.close();
    }

    /** Float32 sums in another order: 1e-5 of the largest value of a tensor. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void areThoseOfTheWholeBatchWhateverThePartsAre(int microBatch) {
        assertClose(found(batch, microBatch), found(batch, 0), 1e-5f);
    }

    /** Sequences of 16, 0, 1, 3 and 0 tokens that count: means of parts would weigh the one as much as the sixteen. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void countEachPartByItsShareOfTheTokensThatCount(int microBatch) {
        BitSet counted = new BitSet();
        counted.set(1, LENGTH);
        counted.set(2 * LENGTH + 4);
        counted.set(3 * LENGTH + 7, 3 * LENGTH + 10);
        TokenBatch chat = new TokenBatch(batch.ids(), SEQUENCES, LENGTH, TokenMask.of(counted));

        assertClose(found(chat, microBatch), found(chat, 0), 1e-5f);
    }

    @ParameterizedTest
    @ValueSource(ints = {SEQUENCES, 99})
    void areBitForBitThoseOfTheWholeBatchWhereThereIsOnePart(int microBatch) {
        assertClose(found(batch, microBatch), found(batch, 0), 0);
    }

    @Test
    void aSecondBatchDoesNotSeeTheFirstOnes() {
        try (DecoderModel student = TinyDecoder.model(session, VOCABULARY, 32, 1);
                DecoderModel teacher = TinyDecoder.model(session, VOCABULARY, 32, 2);
                TensorScope scope = session.scope();
                AccumulatedGradients gradients =
                        new AccumulatedGradients(student, new LossGradients(student, teacher, LOSS, options(2)))) {
            gradients.compute(scope, batch);
            List<float[]> first =
                    gradients.gradients().stream().map(TorchSession::toFloats).toList();
            gradients.compute(scope, batch);

            assertClose(
                    gradients.gradients().stream().map(TorchSession::toFloats).toList(), first, 0);
        }
    }

    private static StepOptions options(int microBatch) {
        return new StepOptions(ComputeType.FLOAT32, false, microBatch);
    }

    /** The sums, and then each parameter's gradient. */
    private List<float[]> found(TokenBatch tokens, int microBatch) {
        try (DecoderModel student = TinyDecoder.model(session, VOCABULARY, 32, 1);
                DecoderModel teacher = TinyDecoder.model(session, VOCABULARY, 32, 2);
                TensorScope scope = session.scope();
                AccumulatedGradients gradients = new AccumulatedGradients(
                        student, new LossGradients(student, teacher, LOSS, options(microBatch)))) {
            double[] sums = gradients.compute(scope, tokens);
            NDList found = gradients.gradients();
            List<float[]> values = new ArrayList<>();
            values.add(new float[] {(float) sums[0], (float) sums[1]});
            found.forEach(each -> values.add(TorchSession.toFloats(each)));
            return values;
        }
    }

    private static void assertClose(List<float[]> found, List<float[]> expected, float tolerance) {
        assertThat(found).hasSameSizeAs(expected);
        for (int i = 0; i < expected.size(); i++) {
            float[] wanted = expected.get(i);
            float largest = 0;
            for (float each : wanted) {
                largest = Math.max(largest, Math.abs(each));
            }
            for (int k = 0; k < wanted.length; k++) {
                assertThat(found.get(i)[k]).isCloseTo(wanted[k], within(tolerance * largest));
            }
        }
    }
}
