package dev.ordo.model.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Chat for the tests of this and other modules: a template that any tokenizer can read, and lines of it. */
public final class ChatFiles {
    private ChatFiles() {}

    /** Gives a checkpoint a chat template that writes {@code role: content}, a line a turn. */
    public static void addTemplate(Path checkpoint) {
        write(checkpoint.resolve("chat_template.jinja"), """
                {% for message in messages %}
                {{ message.role }}: {{ message.content }}
                {% endfor %}
                {% if add_generation_prompt %}
                assistant:{% endif %}
                """);
    }

    /** A line of one question and one answer, of words that JSON need not escape. */
    public static String line(String question, String answer) {
        return "{\"messages\":[{\"role\":\"user\",\"content\":\"" + question
                + "\"},{\"role\":\"assistant\",\"content\":\"" + answer + "\"}]}\n";
    }

    public static Path write(Path file, String content) {
        try {
            return Files.writeString(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
