package dev.ordo.cli.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ordo.cli.deadletter.Letter;
import dev.ordo.cli.deadletter.LetterBox;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ordo dead-letters [--json]}: the records that nobody could use. */
@Command(name = "dead-letters", description = "List the records that nobody could use, each with its reason.")
public final class DeadLettersCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--json", description = "Print a JSON array.")
    private boolean json;

    @Override
    public Integer call() {
        try (LetterBox box = LetterBox.open(Access.bootstrapServers())) {
            List<Letter> letters = box.letters();
            PrintWriter out = spec.commandLine().getOut();
            if (json) {
                out.println(asJson(letters));
            } else if (letters.isEmpty()) {
                out.println("no dead letters");
            } else {
                letters.forEach(each -> out.println(asText(each)));
            }
        }
        return 0;
    }

    /** Place, when it died, what became of it, code, origin; the reason on a line of its own. */
    static String asText(Letter letter) {
        return String.format(
                "%-8s %s  %-8s  %s  from %s%n         %s",
                letter.place(),
                letter.diedAt(),
                letter.waiting() ? "waiting" : "replayed",
                letter.code(),
                letter.origin().orElse("an unknown place"),
                letter.reason().replace("\n", "\n         "));
    }

    static ArrayNode asJson(List<Letter> letters) {
        ArrayNode array = new ObjectMapper().createArrayNode();
        for (Letter each : letters) {
            ObjectNode node = array.addObject();
            node.put("place", each.place());
            node.put("diedAt", each.diedAt().toString());
            node.put("waiting", each.waiting());
            node.put("code", each.code());
            node.put("reason", each.reason());
            each.origin().ifPresent(origin -> node.put("origin", origin));
            each.originTime().ifPresent(time -> node.put("originTime", time.toString()));
            each.replayedFrom().ifPresent(from -> node.put("replayedFrom", from));
        }
        return array;
    }
}
