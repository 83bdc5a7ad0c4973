package dev.ordo.stage.quarkus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ordo.events.Checks;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WorkerNameTest {

    @Test
    void isTheGivenNameWhereThereIsOne() {
        assertThat(WorkerName.of(Optional.of("w7"), "pruner-svc")).isEqualTo("w7");
    }

    @Test
    void tellsTwoProcessesOfOneServiceApart() {
        assertThat(WorkerName.of(Optional.empty(), "pruner-svc"))
                .startsWith("pruner-svc-")
                .endsWith("-" + ProcessHandle.current().pid());
    }

    @Test
    void fitsAnEventWhateverTheHostIsCalled() {
        assertThat(WorkerName.of(Optional.of("_host with spaces/" + "x".repeat(200)), "s"))
                .satisfies(name -> assertThat(Checks.name("worker", name)).isEqualTo(name));
    }
}
