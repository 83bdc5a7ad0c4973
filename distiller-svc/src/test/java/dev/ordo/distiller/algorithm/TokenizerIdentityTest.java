package dev.ordo.distiller.algorithm;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ordo.model.tokenizer.TokenizerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenizerIdentityTest {
    private static final String PLAIN = "{'model': {'vocab': {'a': 0}}, 'added_tokens': [], 'truncation': null}";

    @TempDir
    Path folder;

    @Test
    void acceptsTheSameFile() throws IOException {
        Path one = tokenizer("one", PLAIN);

        assertThatCode(() -> TokenizerIdentity.require(one, one)).doesNotThrowAnyException();
    }

    @Test
    void acceptsFilesThatDifferInSpacingAndTruncation() throws IOException {
        Path one = tokenizer("one", PLAIN);
        Path other = tokenizer("other", PLAIN.replace(" ", "").replace("null", "{'max_length':5}"));

        assertThatCode(() -> TokenizerIdentity.require(one, other)).doesNotThrowAnyException();
    }

    @Test
    void refusesAnotherVocabulary() throws IOException {
        Path one = tokenizer("one", PLAIN);
        Path other = tokenizer("other", PLAIN.replace("'a': 0", "'b': 0"));

        assertThatThrownBy(() -> TokenizerIdentity.require(one, other))
                .isInstanceOf(DistillationRefusedException.class)
                .hasMessageContaining("'model'");
    }

    @Test
    void refusesANormalizerThatOnlyOneHas() throws IOException {
        Path one = tokenizer("one", PLAIN);
        Path other =
                tokenizer("other", PLAIN.replace("'added_tokens'", "'normalizer': {'type': 'NFC'}, 'added_tokens'"));

        assertThatThrownBy(() -> TokenizerIdentity.require(one, other)).hasMessageContaining("'normalizer'");
    }

    @Test
    void refusesACheckpointWithoutATokenizer() throws IOException {
        Path one = tokenizer("one", PLAIN);

        assertThatThrownBy(() -> TokenizerIdentity.require(one, folder.resolve("none")))
                .isInstanceOf(TokenizerException.class);
    }

    @Test
    void refusesATokenizerThatIsNotJson() throws IOException {
        Path one = tokenizer("one", PLAIN);
        Path other = tokenizer("other", "{'model': ");

        assertThatThrownBy(() -> TokenizerIdentity.require(one, other)).isInstanceOf(TokenizerException.class);
    }

    private Path tokenizer(String name, String json) throws IOException {
        Path directory = Files.createDirectory(folder.resolve(name));
        Files.writeString(directory.resolve("tokenizer.json"), json.replace('\'', '"'));
        return directory;
    }
}
