package dev.ordo.model.decoder;

import dev.ordo.model.WorkProgress;
import dev.ordo.model.checkpoint.CheckpointDirectory;
import dev.ordo.model.torch.TensorScope;
import dev.ordo.model.torch.TorchOptions;
import dev.ordo.model.torch.TorchSession;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Against transformers in float32 (tools/golden/decoder.py). Both sides round each of some hundred operations, whose
 * errors stay under 2e-6 of the largest value.
 */
class DecoderGoldenTest {
    private static final double TOLERANCE = 2e-6;

    private final TorchSession session = TorchSession.open(TorchOptions.cpu(1));

    @AfterEach
    void close() {
        session.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"qwen2", "llama"})
    void scoresNextTokensAsTheReferenceDoes(String family) {
        try (Golden golden = Golden.of(family);
                DecoderModel model = golden.model(session);
                TensorScope scope = session.scope()) {
            float[] logits = TorchSession.toFloats(model.logits(scope.manager(), golden.tokens()));

            golden.assertEqual("logits", logits, TOLERANCE);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"qwen2", "llama"})
    void findsTheSaliencyOfNeuronsAsTheReferenceDoes(String family) {
        try (Golden golden = Golden.of(family);
                CheckpointDirectory checkpoint = golden.checkpoint();
                LayeredDecoder decoder = new LayeredDecoder(session, checkpoint)) {
            float[][] saliency = MlpSaliency.measure(decoder, rows(golden.tokens()), WorkProgress.NONE);

            for (int layer = 0; layer < saliency.length; layer++) {
                golden.assertEqual("neurons." + layer, saliency[layer], TOLERANCE);
            }
        }
    }

    private static List<TokenBatch> rows(TokenBatch batch) {
        List<TokenBatch> rows = new ArrayList<>();
        for (int row = 0; row < batch.sequences(); row++) {
            long[] ids = java.util.Arrays.copyOfRange(batch.ids(), row * batch.length(), (row + 1) * batch.length());
            rows.add(new TokenBatch(ids, 1, batch.length()));
        }
        return rows;
    }
}
