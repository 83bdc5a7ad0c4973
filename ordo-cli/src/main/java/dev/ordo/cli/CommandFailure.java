package dev.ordo.cli;

import java.io.IOException;
import java.nio.file.Path;

/** The command cannot do what was asked; the message is all that the person at the terminal needs. */
public final class CommandFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public CommandFailure(String message) {
        super(message);
    }

    /**
     * A file that somebody named cannot be read.
     *
     * @param expected what it should have been, as {@code a study, as JSON}
     */
    public static CommandFailure cannotRead(Path file, String expected, IOException cause) {
        return new CommandFailure(
                "cannot read " + file + ": " + FileTrouble.of(cause) + "; expected " + expected, cause);
    }

    public CommandFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
