package dev.ordo.model.chat;

/** A template writes a conversation so that what the assistant says cannot be told from the rest. */
public final class UnmaskableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnmaskableException(String problem) {
        super(problem);
    }
}
