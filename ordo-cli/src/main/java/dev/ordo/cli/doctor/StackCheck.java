package dev.ordo.cli.doctor;

import dev.ordo.cli.stack.StackLayout;
import dev.ordo.cli.stack.StackRecord;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Whether a stack is up here, with all of its processes. */
record StackCheck(StackLayout layout, Optional<StackRecord> record) implements Check {
    private static final String NAME = "stack";

    @Override
    public List<Finding> look() {
        if (record.isEmpty()) {
            return List.of(Finding.warn(
                    NAME,
                    "no stack is up in " + layout.state() + ": its broker, store and services were not looked at",
                    "`ordo up` starts one; ORDO_STATE names another place"));
        }
        StackRecord stack = record.get();
        List<String> dead = stack.processes().entrySet().stream()
                .filter(each -> each.getValue().alive().isEmpty())
                .map(Map.Entry::getKey)
                .toList();
        if (stack.supervisor().alive().isEmpty()) {
            return List.of(Finding.fail(
                    NAME,
                    "the supervisor, process " + stack.supervisor().pid() + ", is gone",
                    "`ordo down` ends what it left behind, `ordo up` starts anew"));
        }
        if (!stack.ready()) {
            return List.of(Finding.warn(
                    NAME,
                    "process " + stack.supervisor().pid() + " is starting or stopping it",
                    "wait; if it takes minutes, see " + layout.supervisorLog()));
        }
        if (!dead.isEmpty()) {
            return List.of(Finding.fail(
                    NAME,
                    "dead: " + String.join(", ", dead),
                    "see their logs in " + layout.logs() + "; `ordo down` and `ordo up` start them anew"));
        }
        return List.of(Finding.ok(NAME, stack.processes().size() + " processes run in " + layout.state()));
    }
}
