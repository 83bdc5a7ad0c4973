package dev.ordo.cli;

import dev.ordo.cli.stack.StackException;
import dev.ordo.events.InvalidEventException;
import dev.ordo.events.error.ErrorCode;
import dev.ordo.events.error.OrdoException;
import java.io.UncheckedIOException;
import java.util.List;

/** Turns a failure into what a person at a terminal is told: expected failures explain themselves, others are named. */
final class FailureText {
    private static final List<Class<? extends RuntimeException>> EXPECTED =
            List.of(CommandFailure.class, StackException.class, OrdoException.class, InvalidEventException.class);

    private FailureText() {}

    static String of(Throwable failure) {
        if (failure instanceof OrdoException known && known.code() == ErrorCode.STORE_UNAVAILABLE) {
            return "the store does not answer: " + known.getMessage();
        }
        if (EXPECTED.stream().anyMatch(kind -> kind.isInstance(failure))) {
            return failure.getMessage();
        }
        if (failure instanceof UncheckedIOException file) {
            return failure.getMessage() + " (" + FileTrouble.of(file.getCause()) + ")";
        }
        return "unexpected " + failure.getClass().getSimpleName() + ": " + failure.getMessage()
                + " (run again with --verbose to see where)";
    }
}
