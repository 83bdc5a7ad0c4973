package dev.ordo.stage.worker;

import dev.ordo.events.error.ErrorCode;
import dev.ordo.events.error.OrdoException;
import dev.ordo.events.error.RetryableException;
import dev.ordo.events.stage.Execution;
import dev.ordo.events.stage.StageFailed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Optional;

/**
 * What went wrong with an execution, as the orchestrator wants to know it. This is the one place where exceptions become
 * failures.
 *
 * @param code what kind
 * @param message what, where, and what was expected
 * @param retryable whether it may go well another time
 */
record Failure(ErrorCode code, String message, boolean retryable) {
    private static final int LONGEST_MESSAGE = 2000;

    static Failure of(Throwable thrown) {
        Optional<ErrorCode> shortage = shortage(thrown);
        if (shortage.isPresent()) {
            return new Failure(
                    shortage.get(), thrown.getClass().getSimpleName() + ": " + text(thrown) + limits(thrown), true);
        }
        if (thrown instanceof OrdoException known) {
            return new Failure(known.code(), text(known), known instanceof RetryableException);
        }
        return new Failure(
                ErrorCode.INTERNAL, thrown.getClass().getSimpleName() + ": " + text(thrown), isPassing(thrown));
    }

    StageFailed event(Execution execution) {
        return new StageFailed(execution, code.name(), message, retryable);
    }

    /** Disks fill up and memory runs short, on one machine and for a while: the operating system's and PyTorch's words. */
    private static Optional<ErrorCode> shortage(Throwable thrown) {
        for (Throwable each = thrown; each != null; each = each.getCause()) {
            String words = text(each).toLowerCase(Locale.ROOT);
            if (each instanceof OutOfMemoryError
                    || words.contains("out of memory")
                    || words.contains("can't allocate memory")
                    || words.contains("cannot allocate memory")) {
                return Optional.of(ErrorCode.INSUFFICIENT_MEMORY);
            }
            if (words.contains("no space left on device") || words.contains("disk quota exceeded")) {
                return Optional.of(ErrorCode.INSUFFICIENT_DISK);
            }
        }
        return Optional.empty();
    }

    /** What the Java heap may hold; of other shortages the words themselves tell, where anything does. */
    private static String limits(Throwable thrown) {
        return thrown instanceof OutOfMemoryError
                ? " (the Java heap may hold " + (Runtime.getRuntime().maxMemory() >> 20) + " MiB)"
                : "";
    }

    private static boolean isPassing(Throwable thrown) {
        return thrown instanceof IOException || thrown instanceof UncheckedIOException;
    }

    private static String text(Throwable thrown) {
        String message = thrown.getMessage() == null ? "no message" : thrown.getMessage();
        return message.length() <= LONGEST_MESSAGE ? message : message.substring(0, LONGEST_MESSAGE) + "...";
    }
}
