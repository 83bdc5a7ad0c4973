package dev.ordo.model.chat;

import dev.ordo.events.error.ErrorCode;
import dev.ordo.events.error.PermanentException;

/** A template writes a conversation so that what the assistant says cannot be told from the rest, or not at all. */
public final class UnmaskableException extends PermanentException {
    private static final long serialVersionUID = 1L;

    UnmaskableException(String problem) {
        super(ErrorCode.INVALID_DATA, problem);
    }
}
