package dev.ordo.model.chat;

import dev.ordo.events.error.ErrorCode;
import dev.ordo.events.error.PermanentException;
import java.nio.file.Path;

/** A checkpoint has no chat template, or one that cannot be used. */
public final class ChatTemplateException extends PermanentException {
    private static final long serialVersionUID = 1L;

    public ChatTemplateException(Path file, String problem) {
        super(ErrorCode.INVALID_TOKENIZER, file + " " + problem);
    }
}
