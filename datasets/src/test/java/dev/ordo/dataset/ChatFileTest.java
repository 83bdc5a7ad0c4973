package dev.ordo.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ordo.events.error.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChatFileTest {
    private static final String GOOD = "{\"messages\":[{\"role\":\"user\",\"content\":\"Why?\"},"
            + "{\"role\":\"assistant\",\"content\":\"Because.\"}]}";

    @TempDir
    Path temp;

    @Test
    void readsConversationsAndPassagesPassingOverBlankLinesAndOtherFields() throws IOException {
        Path file = write(GOOD + "\r\n\n{\"text\":\"Call me Ishmael.\",\"source\":{\"book\":1}}");
        List<Object> found = new ArrayList<>();

        new ChatFile(file).forEach((line, json, each) -> found.addAll(List.of(line, each)));

        assertThat(found)
                .containsExactly(
                        1,
                        new ChatRecord.Conversation(
                                List.of(new Message(Role.USER, "Why?"), new Message(Role.ASSISTANT, "Because."))),
                        3,
                        new ChatRecord.Passage("Call me Ishmael."));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"messages\":[ | is no JSON, at column",
                "{} {} | is no JSON, at column",
                "{\"text\":\"a\",\"text\":\"b\"} | is no JSON, at column",
                "[1] | expected {\"messages\": [{\"role\": ..., \"content\": ...}]} or {\"text\": \"...\"}, was a list",
                "{\"prompt\":\"a\"} | has neither",
                "{\"text\":\"a\",\"messages\":[]} | has both",
                "{\"text\":\"  \"} | text must not be empty",
                "{\"text\":7} | text must be a string, was a number",
                "{\"messages\":[]} | messages must be a list of at least one message, was an empty list",
                "{\"messages\":{}} | messages must be a list of at least one message, was an object",
                "{\"messages\":[1]} | messages[0] must be an object with role and content, was a number",
                "{\"messages\":[{\"role\":\"bot\",\"content\":\"a\"}]} | messages[0].role must be system, user or assistant, was \"bot\"",
                "{\"messages\":[{\"content\":\"a\"}]} | messages[0].role must be system, user or assistant, was missing",
                "{\"messages\":[{\"role\":\"user\"}]} | messages[0].content must be a string, was missing",
                "{\"messages\":[{\"role\":\"user\",\"content\":\"\"}]} | messages[0].content must not be empty",
                "{\"messages\":[{\"role\":\"user\",\"content\":\"a\",\"tool_calls\":[]}]} | messages[0] must have role and content alone, has tool_calls",
                "{\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]} | messages has no turn of the assistant",
                "{\"text\":\"\\ud83d\"} | text holds half of a surrogate pair",
            })
    void aDefectIsNamedWithItsLineAndWhatWasExpected(String line, String problem) throws IOException {
        Path file = write(GOOD + "\n" + line + "\n");

        assertThatThrownBy(() -> read(file))
                .hasMessageStartingWith(file + ":2: ")
                .hasMessageContaining(problem)
                .isInstanceOfSatisfying(
                        InvalidDataException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_DATA));
    }

    @Test
    void aLineThatIsNotUtf8IsNamed() throws IOException {
        Path file = Files.write(temp.resolve("chat.jsonl"), (GOOD + "\n\u00e9").getBytes(StandardCharsets.ISO_8859_1));

        assertThatThrownBy(() -> read(file)).hasMessage(file + ":2: is not UTF-8 text");
    }

    @Test
    void aHugeLineIsRefusedBeforeItIsHeld() throws IOException {
        Path file = write(GOOD + "\n" + "x".repeat(ChatFile.LONGEST_LINE + 1));

        assertThatThrownBy(() -> read(file)).hasMessage(file + ":2: is longer than 16777216 bytes");
    }

    @Test
    void aFileWithoutRecordsIsRefused() throws IOException {
        Path file = write("\n \n");

        assertThatThrownBy(() -> read(file)).hasMessage(file + " holds no record");
    }

    private static void read(Path file) {
        new ChatFile(file).forEach((line, json, each) -> {});
    }

    private Path write(String content) throws IOException {
        return Files.writeString(temp.resolve("chat.jsonl"), content);
    }
}
