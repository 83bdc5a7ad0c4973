package dev.ordo.model.chat;

import dev.ordo.dataset.Message;
import dev.ordo.dataset.Role;
import dev.ordo.model.tokenizer.TextTokenizer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How one checkpoint is asked: by its chat template, if it has one, as the user, with the beginning of the assistant's turn; else
 * by the prompt as it stands. Not safe for several threads.
 */
public final class PromptEncoder implements AutoCloseable {
    private final TextTokenizer tokenizer;
    private final Optional<ChatTemplate> template;

    private PromptEncoder(TextTokenizer tokenizer, Optional<ChatTemplate> template) {
        this.tokenizer = tokenizer;
        this.template = template;
    }

    /**
     * Opens a checkpoint's tokenizer and template.
     *
     * @throws dev.ordo.model.tokenizer.TokenizerException if it has no usable tokenizer
     * @throws dev.ordo.model.chat.ChatTemplateException if its chat template cannot be read
     */
    public static PromptEncoder open(Path checkpoint) {
        Optional<ChatTemplate> template = ChatTemplate.find(checkpoint);
        return new PromptEncoder(TextTokenizer.open(checkpoint), template);
    }

    /**
     * Opens a checkpoint's tokenizer; prompts are encoded as they stand, whether the checkpoint has a template or not.
     *
     * @throws dev.ordo.model.tokenizer.TokenizerException if it has no usable tokenizer
     */
    public static PromptEncoder raw(Path checkpoint) {
        return new PromptEncoder(TextTokenizer.open(checkpoint), Optional.empty());
    }

    /**
     * The ids that ask a prompt, up to where the answer begins.
     *
     * @throws dev.ordo.model.chat.UnmaskableException if the chat template refuses it
     */
    public int[] encode(String prompt) {
        return tokenizer.encode(template.map(each -> each.render(List.of(new Message(Role.USER, prompt)), true))
                .orElse(prompt));
    }

    /** The tokenizer, which stays this encoder's. */
    public TextTokenizer tokenizer() {
        return tokenizer;
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
