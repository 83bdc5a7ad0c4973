package dev.ordo.model.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.ordo.events.error.ErrorCode;
import dev.ordo.model.GoldenFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextTokenizerTest {
    private static TextTokenizer tokenizer;

    @TempDir
    Path directory;

    @BeforeAll
    static void open() {
        tokenizer = TextTokenizer.open(GoldenFiles.path("tokenizer"));
    }

    @AfterAll
    static void close() {
        tokenizer.close();
    }

    static Stream<JsonNode> cases() throws IOException {
        JsonNode cases = new JsonMapper()
                .readTree(GoldenFiles.path("tokenizer/cases.json").toFile());
        return StreamSupport.stream(cases.spliterator(), false);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void givesTheIdsThatTheReferenceGives(JsonNode expected) {
        int[] ids = StreamSupport.stream(expected.get("ids").spliterator(), false)
                .mapToInt(JsonNode::intValue)
                .toArray();

        assertThat(tokenizer.encode(expected.get("text").textValue())).containsExactly(ids);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void decodingGivesTheTextBack(JsonNode expected) {
        String text = expected.get("text").textValue();

        assertThat(tokenizer.decode(tokenizer.encode(text))).isEqualTo(text);
    }

    @Test
    void countsSpecialTokensInItsSize() {
        assertThat(tokenizer.vocabSize()).isEqualTo(320);
        assertThat(tokenizer.encode("<|end|>")).hasSize(1);
    }

    @Test
    void cutsNothingOffALongText() {
        String text = "It is a truth universally acknowledged.\r\n".repeat(5_000);

        int[] ids = tokenizer.encode(text);

        assertThat(ids).hasSize(5_000 * tokenizer.encode("It is a truth universally acknowledged.\r\n").length);
        assertThat(tokenizer.decode(ids)).isEqualTo(text);
    }

    @Test
    void encodesALineOfHundredsOfThousandsOfLetters() {
        String text = "universal".repeat(30_000);

        assertThat(tokenizer.decode(tokenizer.encode(text))).isEqualTo(text);
    }

    @Test
    void severalThreadsGetWhatOneGets() {
        String text = "Line one\r\nLine two 😀 — “quoted”";
        int[] alone = tokenizer.encode(text);

        assertThat(IntStream.range(0, 200).parallel().mapToObj(i -> tokenizer.encode(text)))
                .allMatch(ids -> Arrays.equals(ids, alone));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\ud83d", "x\ude00y", "\ud83dx"})
    void refusesHalfASurrogatePair(String text) {
        assertThatThrownBy(() -> tokenizer.encode(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("lone surrogate");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 320, Integer.MAX_VALUE})
    void refusesToDecodeAnIdBeyondItsSize(int id) {
        assertThatThrownBy(() -> tokenizer.decode(new int[] {0, id}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("token id " + id + " at 1");
    }

    @Test
    void refusesACheckpointWithoutATokenizer() {
        assertThatThrownBy(() -> TextTokenizer.open(directory))
                .isInstanceOfSatisfying(TokenizerException.class, e -> {
                    assertThat(e.file()).isEqualTo(directory.resolve("tokenizer.json"));
                    assertThat(e.code()).isEqualTo(ErrorCode.INVALID_TOKENIZER);
                })
                .hasMessageContaining("does not exist");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "''; has no model",
                "[]; has no model",
                "{\"model\":; is not JSON",
                "{\"model\":{\"vocab\":{}}}; has an empty vocabulary",
                "{\"model\":{\"vocab\":{\"a\":0}}}; is no usable tokenizer",
                "{\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":0},\"merges\":[[\"x\",\"y\"]]}}; is no usable tokenizer"
            })
    void refusesATokenizerFileThatIsNone(String text, String problem) throws IOException {
        Files.writeString(directory.resolve("tokenizer.json"), text);

        assertThatThrownBy(() -> TextTokenizer.open(directory))
                .isInstanceOf(TokenizerException.class)
                .hasMessageContaining(problem);
    }

    @Test
    void refusesADirectoryInPlaceOfTheFile() throws IOException {
        Files.createDirectory(directory.resolve("tokenizer.json"));

        assertThatThrownBy(() -> TextTokenizer.open(directory))
                .isInstanceOf(TokenizerException.class)
                .hasMessageContaining("regular file");
    }
}
