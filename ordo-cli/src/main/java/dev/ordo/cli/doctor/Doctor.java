package dev.ordo.cli.doctor;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Runs every check that makes sense where it is. */
public final class Doctor {
    private final List<Check> checks;

    Doctor(List<Check> checks) {
        this.checks = List.copyOf(checks);
    }

    public static Doctor of(Surroundings here) {
        List<Check> checks = new ArrayList<>(machine(here));
        checks.add(new StackCheck(here.layout(), here.record()));
        here.bootstrapServers().ifPresent(servers -> checks.add(new BrokerCheck(servers)));
        here.store().ifPresent(store -> checks.add(new StoreCheck(store)));
        checks.add(new ServicesCheck(here.record(), here.orchestratorUrl()));
        here.orchestratorUrl().ifPresent(url -> checks.add(new ClockCheck(url)));
        return new Doctor(checks);
    }

    private static List<Check> machine(Surroundings here) {
        return List.of(
                new JavaCheck(Runtime.version()),
                ProcessorCheck.ofThisMachine(),
                MemoryCheck.ofThisMachine(here.stackIsUp()),
                new DiskCheck("disk of the state", here.layout().state(), "set ORDO_STATE to a directory elsewhere"),
                new DiskCheck(
                        "disk for temporary files",
                        Path.of(System.getProperty("java.io.tmpdir")),
                        "set JAVA_TOOL_OPTIONS=-Djava.io.tmpdir=DIRECTORY"),
                new PortCheck(here.ports(), here.record()),
                LibcCheck.ofThisMachine(),
                new DjlCacheCheck(),
                new NativesCheck(here.home(), here.layout()));
    }

    /** Tells each finding as soon as there is one, and returns all. */
    public List<Finding> examine(Consumer<Finding> each) {
        List<Finding> findings = new ArrayList<>();
        for (Check check : checks) {
            for (Finding finding : look(check)) {
                findings.add(finding);
                each.accept(finding);
            }
        }
        return findings;
    }

    private static List<Finding> look(Check check) {
        try {
            return check.look();
        } catch (RuntimeException e) {
            String name = check.getClass().getSimpleName();
            return List.of(Finding.fail(name, "the check itself failed: " + e, "tell the authors, with this line"));
        }
    }
}
