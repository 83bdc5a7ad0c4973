package dev.ordo.model.chat;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.ordo.dataset.ChatRecord;
import dev.ordo.dataset.Message;
import dev.ordo.dataset.Role;
import dev.ordo.model.tokenizer.TextTokenizer;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against transformers' apply_chat_template (tools/golden/chat.py); texts, ids and masks are exactly equal. */
class ChatGoldenTest {

    @ParameterizedTest
    @ValueSource(strings = {"plain", "tools", "trims", "thinks", "headers"})
    void rendersTheReferencesTextWithAndWithoutTheGenerationPrompt(String name) {
        ChatTemplate template = ChatTemplate.open(directory(name));

        for (JsonNode each : expected(name)) {
            assertThat(template.render(messages(each), false))
                    .isEqualTo(each.path("text").textValue());
            assertThat(template.render(messages(each), true))
                    .isEqualTo(each.path("prompt").textValue());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "tools", "trims", "thinks", "headers"})
    void givesTheReferencesIdsAndMask(String name) {
        try (TextTokenizer tokenizer = TextTokenizer.open(directory(name))) {
            ChatTokenizer chat = new ChatTokenizer(ChatTemplate.open(directory(name)), tokenizer);

            for (JsonNode each : expected(name)) {
                ChatTokens found = chat.encode(new ChatRecord.Conversation(messages(each)));

                assertThat(found.ids()).containsExactly(ints(each.path("ids")));
                assertThat(mask(found)).containsExactly(ints(each.path("mask")));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("constructs")
    void rendersEachConstructOfTheLanguageAsTheReferenceDoes(String template, String text, @TempDir Path directory)
            throws IOException {
        Files.writeString(directory.resolve("chat_template.jinja"), template + "\n");

        assertThat(ChatTemplate.open(directory).render(messages(file("constructs.json")), false))
                .isEqualTo(text);
    }

    private static Stream<Arguments> constructs() {
        return StreamSupport.stream(file("constructs.json").path("constructs").spliterator(), false)
                .map(each -> Arguments.of(
                        each.path("template").textValue(), each.path("text").textValue()));
    }

    private static int[] mask(ChatTokens tokens) {
        int[] mask = new int[tokens.ids().length];
        tokens.counted().stream().forEach(each -> mask[each] = 1);
        return mask;
    }

    private static int[] ints(JsonNode array) {
        int[] values = new int[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = array.get(i).intValue();
        }
        return values;
    }

    private static List<Message> messages(JsonNode conversation) {
        List<Message> messages = new ArrayList<>();
        for (JsonNode each : conversation.path("messages")) {
            messages.add(new Message(
                    Role.of(each.path("role").textValue()).orElseThrow(),
                    each.path("content").textValue()));
        }
        return messages;
    }

    private static JsonNode expected(String name) {
        return file("expected.json").required(name);
    }

    private static JsonNode file(String name) {
        try (InputStream in = ChatGoldenTest.class.getResourceAsStream(name)) {
            return new JsonMapper().readTree(in);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Path directory(String name) {
        try {
            return Path.of(ChatGoldenTest.class.getResource(name).toURI());
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
