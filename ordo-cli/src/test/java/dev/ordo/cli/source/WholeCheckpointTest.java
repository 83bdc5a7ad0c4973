package dev.ordo.cli.source;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ordo.cli.CommandFailure;
import dev.ordo.events.error.OrdoException;
import dev.ordo.model.tokenizer.TokenizerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WholeCheckpointTest {
    @TempDir
    Path temp;

    @Test
    void passesASoundModel() {
        Path model = SmallModel.write(temp.resolve("model"));

        assertThatCode(() -> WholeCheckpoint.check(model)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void namesTheFirstValueThatIsNotFinite(float value) {
        Path model = SmallModel.write(temp.resolve("model"), 4096, value);

        assertThatThrownBy(() -> WholeCheckpoint.check(model))
                .isInstanceOf(CommandFailure.class)
                .hasMessage(SmallModel.TENSOR + " holds NaN or an infinite value"
                        + " at index 3; a model is imported only if all its weights are finite");
    }

    @Test
    void refusesAModelWithoutTokenizer() throws IOException {
        Path model = SmallModel.write(temp.resolve("model"));
        Files.delete(model.resolve("tokenizer.json"));

        assertThatThrownBy(() -> WholeCheckpoint.check(model)).isInstanceOf(TokenizerException.class);
    }

    @Test
    void refusesATokenizerWithMoreIdsThanTheEmbeddingHasRows() {
        Path model = SmallModel.write(temp.resolve("model"), 4000, 0);

        assertThatThrownBy(() -> WholeCheckpoint.check(model))
                .isInstanceOf(CommandFailure.class)
                .hasMessage(model + ": the tokenizer has ids up to 4095, the embedding only 4000 rows");
    }

    @Test
    void refusesAMissingShard() throws IOException {
        Path model = SmallModel.write(temp.resolve("model"));
        Files.delete(model.resolve("model-00002-of-00002.safetensors"));

        assertThatThrownBy(() -> WholeCheckpoint.check(model))
                .isInstanceOf(OrdoException.class)
                .hasMessageContaining("model-00002-of-00002.safetensors");
    }
}
