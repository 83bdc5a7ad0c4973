package dev.ordo.model.chat;

import dev.ordo.dataset.Message;
import dev.ordo.model.chat.TemplateSandbox.TemplateFailure;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A checkpoint's chat template, rendered as transformers' {@code apply_chat_template} does, without tools or documents. The
 * day is kept from templates, so that the same conversation is always the same text. Of Jinja there is what chat templates use;
 * what is not there is refused by name. Three things differ: truth values print as {@code true} and {@code false}, what is not
 * defined counts as {@code none}, and {@code tools} is not defined rather than {@code none}. Not safe for several threads.
 */
public final class ChatTemplate {
    private final TemplateSource source;
    private final String template;
    private final TemplateSandbox sandbox;

    private ChatTemplate(TemplateSource source, String template, TemplateSandbox sandbox) {
        this.source = source;
        this.template = template;
        this.sandbox = sandbox;
    }

    /** @throws ChatTemplateException if the checkpoint has no chat template, naming where one was looked for */
    public static ChatTemplate open(Path checkpoint) {
        return find(checkpoint)
                .orElseThrow(() -> new ChatTemplateException(
                        checkpoint,
                        "has no chat template (neither chat_template.jinja nor chat_template in tokenizer_config.json),"
                                + " so that it cannot read chat; use plain text, or a model that was made for chat"));
    }

    /**
     * The chat template, if the checkpoint has one.
     *
     * @throws ChatTemplateException if it cannot be read
     */
    public static Optional<ChatTemplate> find(Path checkpoint) {
        return TemplateSource.find(checkpoint).map(ChatTemplate::of);
    }

    /**
     * The chat template as the checkpoint has it, whether Ordo renders it or not; empty if there is none.
     *
     * @throws ChatTemplateException if it cannot be read
     */
    public static Optional<String> text(Path checkpoint) {
        return TemplateSource.find(checkpoint).map(TemplateSource::text);
    }

    private static ChatTemplate of(TemplateSource source) {
        try {
            TemplateSandbox sandbox = new TemplateSandbox();
            return new ChatTemplate(source, WhitespaceControl.apply(source.text(), sandbox.constructs()), sandbox);
        } catch (IllegalArgumentException e) {
            throw new ChatTemplateException(
                    source.file(), "has a chat template that cannot be read: " + e.getMessage());
        } catch (NoSuchMethodException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /**
     * The text of a conversation.
     *
     * @param generationPrompt whether the beginning of the assistant's next turn is added
     * @throws UnmaskableException if the template fails on it or refuses it, with its reason
     */
    public String render(List<Message> messages, boolean generationPrompt) {
        Map<String, Object> context = new HashMap<>(source.specialTokens());
        context.put("messages", messages.stream().map(ChatTemplate::fields).toList());
        context.put("add_generation_prompt", generationPrompt);
        try {
            return sandbox.render(template, context);
        } catch (TemplateFailure e) {
            throw new UnmaskableException(
                    "the chat template of " + source.file().getFileName() + " does not render it: " + e.getMessage());
        }
    }

    /** In this order, which {@code tojson} shows. */
    private static Map<String, String> fields(Message message) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("role", message.role().label());
        fields.put("content", message.content());
        return fields;
    }
}
