package dev.ordo.model.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ordo.dataset.InvalidDataException;
import dev.ordo.model.chat.ChatTemplateException;
import dev.ordo.model.checkpoint.CheckpointDirectory;
import dev.ordo.model.testing.ChatFiles;
import dev.ordo.model.testing.TinyModels;
import dev.ordo.model.tokenizer.TextTokenizer;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChatTextTest {
    @TempDir
    Path folder;

    private Path model;

    @BeforeEach
    void writeModel() {
        model = TinyModels.write(folder.resolve("model"), 1);
    }

    @Test
    void conversationsFollowEachOtherAndOnlyTheAssistantCounts() {
        ChatFiles.addTemplate(model);
        Path file = chat(ChatFiles.line("Who is she?", "Anne Elliot.")
                + "{\"text\":\"A page of a novel.\"}\n"
                + ChatFiles.line("And he?", "Wentworth."));

        TokenizedText read = read(file);

        assertThat(text(read, false))
                .isEqualTo(
                        "user: Who is she?\nassistant: Anne Elliot.\nA page of a novel.user: And he?\nassistant: Wentworth.\n");
        // The bundled tokenizer has one token for a full stop and a line end.
        assertThat(text(read, true)).isEqualTo(" Anne Elliot.\nA page of a novel. Wentworth.\n");
    }

    @Test
    void theBeginningOfChatKeepsItsMask() {
        ChatFiles.addTemplate(model);
        TokenizedText whole = read(chat(ChatFiles.line("Who is she?", "Anne Elliot.")));

        TokenizedText first = whole.first(whole.ids().length - 2);

        assertThat(IntStream.range(0, first.ids().length).map(i -> first.mask().counts(i) ? 1 : 0))
                .containsExactly(IntStream.range(0, first.ids().length)
                        .mapToObj(i -> whole.mask().counts(i) ? 1 : 0)
                        .toArray(Integer[]::new));
    }

    @Test
    void everythingOfATextCounts() {
        assertThat(read(ChatFiles.write(folder.resolve("novel.txt"), "A page of a novel."))
                        .mask()
                        .isAll())
                .isTrue();
    }

    @Test
    void chatIsRefusedByAModelWithoutTemplateNamingTheModel() {
        Path file = chat(ChatFiles.line("Who is she?", "Anne Elliot."));

        assertThatThrownBy(() -> read(file))
                .isInstanceOf(ChatTemplateException.class)
                .hasMessageStartingWith(model + " has no chat template");
    }

    @Test
    void aConversationThatTheTemplateRefusesIsNamedByItsLine() {
        ChatFiles.write(
                model.resolve("chat_template.jinja"),
                "{% if messages|length > 2 %}{{ raise_exception('too long') }}{% endif %}{{ messages[0].content }}");
        Path file = chat(ChatFiles.line("a", "b").repeat(2)
                + "{\"messages\":[{\"role\":\"user\",\"content\":\"a\"},{\"role\":\"assistant\",\"content\":\"b\"},"
                + "{\"role\":\"user\",\"content\":\"c\"}]}");

        assertThatThrownBy(() -> read(file))
                .isInstanceOf(InvalidDataException.class)
                .hasMessageStartingWith(file + ":3: ")
                .hasMessageContaining("too long");
    }

    private Path chat(String content) {
        return ChatFiles.write(folder.resolve("chat.jsonl"), content);
    }

    private TokenizedText read(Path file) {
        try (CheckpointDirectory checkpoint = CheckpointDirectory.open(model)) {
            return TokenizedText.read(file, checkpoint);
        }
    }

    private String text(TokenizedText read, boolean countedOnly) {
        try (TextTokenizer tokenizer = TextTokenizer.open(model)) {
            return tokenizer.decode(IntStream.range(0, read.ids().length)
                    .filter(i -> !countedOnly || read.mask().counts(i))
                    .map(i -> read.ids()[i])
                    .toArray());
        }
    }
}
