package dev.ordo.model.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ordo.model.checkpoint.CheckpointDirectory;
import dev.ordo.model.testing.TinyModels;
import dev.ordo.model.tokenizer.TextTokenizer;
import dev.ordo.model.tokenizer.TokenizerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VocabularyTest {
    @TempDir
    Path folder;

    private Path checkpoint;

    @BeforeEach
    void writeAModelWhoseTextsEndAtToken0() {
        checkpoint = TinyModels.write(folder.resolve("model"), 1);
    }

    @Test
    void aTextEndsWhereTheConfigurationSays() {
        assertThat(vocabulary()).isEqualTo(new Vocabulary(TinyModels.VOCABULARY, Set.of(0)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"{\"eos_token_id\": 7} | 0 7", "{\"eos_token_id\": [7, 9]} | 0 7 9", "{\"temperature\": 0.6} | 0"})
    void aTextEndsWhereTheConfigurationOfGenerationSaysToo(String json, String stops) throws IOException {
        Files.writeString(checkpoint.resolve("generation_config.json"), json);

        assertThat(new TreeSet<>(vocabulary().stops()))
                .extracting(String::valueOf)
                .containsExactly(stops.split(" "));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"\"A\" | 0 33", "{\"content\": \"A\"} | 0 33", "null | 0"})
    void aTextEndsWhereTheTokenizerSaysToo(String eos, String stops) throws IOException {
        Files.writeString(checkpoint.resolve("tokenizer_config.json"), "{\"eos_token\": " + eos + "}");

        assertThat(new TreeSet<>(vocabulary().stops()))
                .extracting(String::valueOf)
                .containsExactly(stops.split(" "));
    }

    @Test
    void aFileThatIsNotJsonIsNamed() throws IOException {
        Path file = Files.writeString(checkpoint.resolve("generation_config.json"), "{");

        assertThatThrownBy(this::vocabulary)
                .isInstanceOf(TokenizerException.class)
                .hasMessage(file + " is not JSON: it ends too early");
    }

    private Vocabulary vocabulary() {
        try (CheckpointDirectory directory = CheckpointDirectory.open(checkpoint);
                TextTokenizer tokenizer = TextTokenizer.open(checkpoint)) {
            return Vocabulary.of(directory, tokenizer);
        }
    }
}
