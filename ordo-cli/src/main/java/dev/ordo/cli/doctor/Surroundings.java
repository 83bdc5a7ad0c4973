package dev.ordo.cli.doctor;

import dev.ordo.artifacts.s3.StoreSettings;
import dev.ordo.cli.stack.OrdoHome;
import dev.ordo.cli.stack.StackLayout;
import dev.ordo.cli.stack.StackRecord;
import java.util.Map;
import java.util.Optional;

/**
 * Where the doctor looks.
 *
 * @param home where Ordo was built
 * @param layout where the stack of this machine keeps what
 * @param record what is written down of that stack; empty if none runs
 * @param orchestratorUrl where the orchestrator answers; empty if there is none to ask
 * @param bootstrapServers where the broker is; empty if there is none to ask
 * @param store where the store is; empty if there is none to ask
 * @param ports ports that somebody wants to give to processes, by name
 */
public record Surroundings(
        OrdoHome home,
        StackLayout layout,
        Optional<StackRecord> record,
        Optional<String> orchestratorUrl,
        Optional<String> bootstrapServers,
        Optional<StoreSettings> store,
        Map<String, Integer> ports) {
    public Surroundings {
        ports = Map.copyOf(ports);
    }

    boolean stackIsUp() {
        return record.filter(StackRecord::ready)
                .filter(found -> found.supervisor().alive().isPresent())
                .isPresent();
    }
}
