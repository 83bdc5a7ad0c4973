package dev.ordo.cli;

import dev.ordo.cli.stack.StackException;
import dev.ordo.events.error.OrdoException;
import java.io.UncheckedIOException;

/** Turns a failure into what a person at a terminal is told: expected failures explain themselves, others are named. */
final class FailureText {
    private FailureText() {}

    static String of(Throwable failure) {
        if (failure instanceof CommandFailure || failure instanceof StackException || failure instanceof OrdoException) {
            return failure.getMessage();
        }
        if (failure instanceof UncheckedIOException) {
            return failure.getMessage() + " (" + failure.getCause().getMessage() + ")";
        }
        return "unexpected " + failure.getClass().getSimpleName() + ": " + failure.getMessage()
                + " (run again with --verbose to see where)";
    }
}
