package dev.ordo.cli.doctor;

import dev.ordo.cli.stack.PortOwner;
import dev.ordo.cli.stack.StackRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A stack takes free ports, so that only those that somebody fixes can be taken.
 *
 * @param wanted ports by the name of the process that is to have them
 * @param record the stack that runs; it may hold its own ports
 */
record PortCheck(Map<String, Integer> wanted, Optional<StackRecord> record) implements Check {

    @Override
    public List<Finding> look() {
        List<Finding> findings = new ArrayList<>();
        wanted.forEach((name, port) -> findings.add(one(name, port)));
        if (findings.isEmpty()) {
            findings.add(Finding.ok("ports", "any free ones will do; `ordo doctor --port NAME=PORT` looks at others"));
        }
        return findings;
    }

    private Finding one(String name, int port) {
        if (!PortOwner.isTaken(port)) {
            return Finding.ok("ports", port + " is free for " + name);
        }
        boolean own = record.map(found -> found.processes().get(name))
                .filter(entry -> entry.port() == port && entry.alive().isPresent())
                .isPresent();
        if (own) {
            return Finding.ok("ports", port + " is held by this stack's " + name);
        }
        return Finding.fail(
                "ports",
                port + " for " + name + " is taken by "
                        + PortOwner.of(port).orElse("a process that this user may not see"),
                "stop that process, or give " + name + " another port");
    }
}
