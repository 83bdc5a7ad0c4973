package dev.ordo.cli.command;

import dev.ordo.cli.CommandFailure;
import dev.ordo.cli.deadletter.Letter;
import dev.ordo.cli.deadletter.LetterBox;
import dev.ordo.cli.deadletter.Replay;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ordo replay PARTITION:OFFSET | --all [--dry-run]}: sends dead letters to where they came from. */
@Command(
        name = "replay",
        description = "Send dead letters again, as they were, to the topics that they came from: after a mend.")
public final class ReplayCommand implements Callable<Integer> {
    /** Exactly one of the two. */
    static final class Which {
        @Parameters(paramLabel = "PARTITION:OFFSET", description = "One dead letter, as `ordo dead-letters` names it.")
        private String place;

        @Option(names = "--all", description = "All that have not been sent again yet.")
        private boolean all;
    }

    @Spec
    private CommandSpec spec;

    @ArgGroup(multiplicity = "1")
    private Which which;

    @Option(names = "--dry-run", description = "Say what would be sent, and send nothing.")
    private boolean dryRun;

    @Override
    public Integer call() {
        String bootstrapServers = Access.bootstrapServers();
        try (LetterBox box = LetterBox.open(bootstrapServers)) {
            List<Letter> letters = chosen(box.letters());
            if (!dryRun) {
                send(letters, bootstrapServers, box);
            }
            PrintWriter out = spec.commandLine().getOut();
            letters.forEach(each -> out.println((dryRun ? "would send " : "sent ") + each.place() + " to "
                    + each.topic().orElse("nowhere")));
            if (letters.isEmpty()) {
                out.println("no dead letter waits");
            }
        }
        return 0;
    }

    private void send(List<Letter> letters, String bootstrapServers, LetterBox box) {
        try (Replay replay = Replay.open(bootstrapServers)) {
            if (which.all) {
                replay.sendAll(letters, box);
            } else {
                letters.forEach(replay::send);
            }
        }
    }

    private List<Letter> chosen(List<Letter> letters) {
        if (which.all) {
            return letters.stream().filter(Letter::waiting).toList();
        }
        if (!which.place.matches("\\d+:\\d+")) {
            throw new CommandFailure(
                    "'" + which.place + "' is no place of a dead letter; expected PARTITION:OFFSET, as 3:17");
        }
        List<Letter> found = letters.stream()
                .filter(each -> each.place().equals(which.place))
                .toList();
        if (found.isEmpty()) {
            throw new CommandFailure("there is no dead letter " + which.place + "; `ordo dead-letters` lists them");
        }
        return found;
    }
}
