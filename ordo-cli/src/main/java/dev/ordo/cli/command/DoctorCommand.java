package dev.ordo.cli.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.ordo.cli.doctor.Doctor;
import dev.ordo.cli.doctor.Finding;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ordo doctor [--json]}: what is wrong with this machine or the stack, and the mend. */
@Command(
        name = "doctor",
        description = "Say what is wrong with this machine or the stack, and the mend; ends with 1 if anything fails.")
public final class DoctorCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--json", description = "Print a JSON array of findings.")
    private boolean json;

    @Option(
            names = "--port",
            paramLabel = "NAME=PORT",
            description = "Is this port free? As kafka=9092; may be repeated.")
    private Map<String, Integer> ports = Map.of();

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        List<Finding> findings = Doctor.of(Access.surroundings(ports)).examine(each -> {
            if (!json) {
                out.println(asText(each));
                out.flush();
            }
        });
        if (json) {
            out.println(asJson(findings));
        }
        return findings.stream().anyMatch(each -> each.level() == Finding.Level.FAIL) ? 1 : 0;
    }

    static String asText(Finding finding) {
        String line = String.format("%-4s  %s: %s", finding.level(), finding.check(), finding.what());
        return finding.mend().isEmpty() ? line : line + System.lineSeparator() + "      mend: " + finding.mend();
    }

    static ArrayNode asJson(List<Finding> findings) {
        ArrayNode array = new ObjectMapper().createArrayNode();
        findings.forEach(each -> array.addObject()
                .put("check", each.check())
                .put("level", each.level().name())
                .put("what", each.what())
                .put("mend", each.mend()));
        return array;
    }
}
