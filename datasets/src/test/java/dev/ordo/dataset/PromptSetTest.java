package dev.ordo.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ordo.events.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PromptSetTest {
    private static final String GOOD = "{\"prompt\": \"What is a mill? Answer in one sentence.\", "
            + "\"instructions\": [\"Answer in one sentence.\"]}";

    @TempDir
    Path temp;

    @Test
    void readsPromptsWithAndWithoutInstructionsPassingOverBlankLines() throws IOException {
        Path file = write("\n" + GOOD + "\r\n\n{\"prompt\": \" Continue:\\n\"}");

        assertThat(PromptSet.read(file).prompts())
                .containsExactly(
                        new Prompt("What is a mill? Answer in one sentence.", List.of("Answer in one sentence.")),
                        new Prompt(" Continue:\n", List.of()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"prompt\": | is no JSON, at column",
                "[1] | expected {\"prompt\": \"...\", \"instructions\": [\"...\"]}, was a list",
                "{} | prompt must be a string, was missing",
                "{\"prompt\":7} | prompt must be a string, was a number",
                "{\"prompt\":\" \"} | prompt must not be empty",
                "{\"prompt\":\"\\ud83d\"} | prompt holds half of a surrogate pair",
                "{\"prompt\":\"a\",\"instruction\":[\"b\"]} | expected {\"prompt\": \"...\", \"instructions\": [\"...\"]}, has instruction",
                "{\"prompt\":\"a\",\"instructions\":\"b\"} | instructions must be a list of strings, was a string",
                "{\"prompt\":\"a\",\"instructions\":[\"b\",1]} | instructions[1] must be a string, was a number",
                "{\"prompt\":\"a\",\"instructions\":[\"\"]} | instructions[0] must not be empty",
            })
    void aDefectIsNamedWithItsLineAndWhatWasExpected(String line, String problem) throws IOException {
        Path file = write(GOOD + "\n" + line + "\n");

        assertThatThrownBy(() -> PromptSet.read(file))
                .hasMessageStartingWith(file + ":2: " + problem)
                .isInstanceOfSatisfying(
                        InvalidDataException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_DATA));
    }

    @Test
    void theWholeFileIsCheckedBeforeItBecomesADataSet() throws IOException {
        Path sound = Files.writeString(temp.resolve("sound.prompts.jsonl"), GOOD);
        Path wrong = Files.writeString(temp.resolve("wrong.prompts.jsonl"), GOOD + "\n{}\n");

        assertThat(DataFile.of(sound).check().size()).isNotNegative();
        assertThatThrownBy(() -> DataFile.of(wrong).check())
                .hasMessage(wrong + ":2: prompt must be a string, was missing");
    }

    @Test
    void aFileWithoutPromptsIsRefused() throws IOException {
        Path file = write("\n \n");

        assertThatThrownBy(() -> PromptSet.read(file)).hasMessage(file + " holds no prompt");
    }

    @Test
    void tooManyPromptsAreRefused() throws IOException {
        Path file = write("{\"prompt\":\"a\"}\n".repeat(PromptSet.MOST_PROMPTS + 1));

        assertThatThrownBy(() -> PromptSet.read(file)).hasMessage(file + " holds more than 10000 prompts");
    }

    @Test
    void aHugeLineIsRefusedBeforeItIsHeld() throws IOException {
        Path file = write("x".repeat(PromptSet.LONGEST_LINE + 1));

        assertThatThrownBy(() -> PromptSet.read(file)).hasMessage(file + ":1: is longer than 1048576 bytes");
    }

    @Test
    void readsTheBundledPrompts() {
        List<Prompt> prompts = PromptSet.read(Path.of(System.getProperty("ordo.home"), "data/questions.prompts.jsonl"))
                .prompts();

        assertThat(prompts).hasSizeBetween(12, 16).doesNotHaveDuplicates();
        assertThat(prompts).allSatisfy(each -> assertThat(each.instructions()).isNotEmpty());
    }

    private Path write(String content) throws IOException {
        return Files.writeString(temp.resolve("prompts.jsonl"), content);
    }
}
