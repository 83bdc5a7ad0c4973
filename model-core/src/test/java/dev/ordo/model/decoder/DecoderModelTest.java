package dev.ordo.model.decoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ordo.model.checkpoint.CheckpointDirectory;
import dev.ordo.model.checkpoint.CheckpointWriter;
import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.torch.TensorScope;
import dev.ordo.model.torch.TorchOptions;
import dev.ordo.model.torch.TorchSession;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DecoderModelTest {
    private static final int VOCABULARY = 20;

    private final TorchSession session = TorchSession.open(TorchOptions.cpu(1));

    @TempDir
    Path folder;

    @AfterEach
    void close() {
        session.close();
    }

    @Test
    void doesNotLetATokenInfluenceThePositionsBeforeIt() {
        try (DecoderModel model = TinyDecoder.model(session, VOCABULARY, 32, 1)) {
            float[] one = logits(model, 3, 1, 4, 1, 5);
            float[] two = logits(model, 3, 1, 4, 9, 5);

            int unchanged = 3 * VOCABULARY;
            assertThat(Arrays.copyOf(two, unchanged)).containsExactly(Arrays.copyOf(one, unchanged));
            assertThat(two).isNotEqualTo(one);
        }
    }

    @Test
    void seesTheOrderOfEarlierTokens() {
        try (DecoderModel model = TinyDecoder.model(session, VOCABULARY, 32, 1)) {
            float[] one = logits(model, 3, 1, 4, 7);
            float[] two = logits(model, 1, 3, 4, 7);

            assertThat(last(two)).isNotEqualTo(last(one));
        }
    }

    @Test
    void computesTheSameForASequenceWhateverElseIsInTheBatch() {
        try (DecoderModel model = TinyDecoder.model(session, VOCABULARY, 32, 1);
                TensorScope scope = session.scope()) {
            TokenBatch both = new TokenBatch(new long[] {1, 2, 3, 4, 5, 6}, 2, 3);
            float[] together = TorchSession.toFloats(model.logits(scope.manager(), both));

            float[] alone = logits(model, 4, 5, 6);

            float[] second = Arrays.copyOfRange(together, 3 * VOCABULARY, 6 * VOCABULARY);
            for (int i = 0; i < alone.length; i++) {
                assertThat(alone[i]).isCloseTo(second[i], org.assertj.core.api.Assertions.within(1e-6f));
            }
        }
    }

    @Test
    void comesBackFromACheckpointWithTheSameWeights() {
        try (DecoderModel model = TinyDecoder.model(session, VOCABULARY, 32, 1);
                CheckpointWriter writer = CheckpointWriter.create(folder.resolve("model"), model.config())) {
            model.write(writer);
            try (CheckpointDirectory checkpoint = CheckpointDirectory.open(writer.commit());
                    DecoderModel again = DecoderModel.load(session, checkpoint)) {
                assertThat(again.weights()).usingRecursiveComparison().isEqualTo(model.weights());
            }
        }
    }

    @Test
    void namesAParameterThatIsMissing() {
        ModelConfig config = TinyDecoder.config(VOCABULARY, 32);
        Map<String, float[]> weights = new RandomInitializer(1).weights(config);
        weights.remove("model.norm.weight");

        assertThatThrownBy(() -> DecoderModel.of(session, config, weights::get))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("model.norm.weight must have 16 values, had none");
    }

    @Test
    void namesATokenThatTheVocabularyDoesNotHave() {
        try (DecoderModel model = TinyDecoder.model(session, VOCABULARY, 32, 1)) {
            assertThatThrownBy(() -> logits(model, 3, 20))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("token id 20 is outside the vocabulary of 20");
        }
    }

    @Test
    void refusesABatchThatItsIdsDoNotFill() {
        assertThatThrownBy(() -> new TokenBatch(new long[5], 2, 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a batch of 2 x 3 cannot hold 5 token ids");
    }

    private float[] logits(DecoderModel model, int... tokens) {
        try (TensorScope scope = session.scope()) {
            return TorchSession.toFloats(model.logits(scope.manager(), TokenBatch.single(tokens)));
        }
    }

    private static float[] last(float[] logits) {
        return Arrays.copyOfRange(logits, logits.length - VOCABULARY, logits.length);
    }
}
