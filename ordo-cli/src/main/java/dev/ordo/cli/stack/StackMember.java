package dev.ordo.cli.stack;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A server or service of a stack, which may be started again; all its lives write to one log. */
public interface StackMember {
    /** Its name in progress lines, in {@code stack.json} and of its log. */
    String name();

    /** The port on loopback that it serves. */
    int port();

    /** Says whether it can be used; may be asked often, must not block for long. */
    boolean isReady();

    /** Starts it. The first life begins the log anew; later ones go on where the earlier left off. */
    void start();

    boolean isAlive();

    /** The process of its latest life, if it is one of this machine's. */
    Optional<ProcessHandle> handle();

    /** How it ended; only to be asked of one that is not alive. */
    int exitValue();

    /** Asks it to end, and kills it if it has not after the time given. */
    void stop(Duration patience);

    Path log();

    /** The last lines of the log, oldest first. */
    List<String> lastLines(int count);

    /** One message with the reason a person needs: what died, how, and the end of its log. */
    default StackException death() {
        return new StackException(name() + " died with exit code " + exitValue() + "; the end of " + log() + ":\n  "
                + String.join("\n  ", lastLines(12)));
    }
}
