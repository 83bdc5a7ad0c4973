package dev.ordo.stage.worker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LocalMachineTest {

    @Test
    void namesProcessorThreadsAndJava() {
        var machine = LocalMachine.describe();

        assertThat(machine.cpu()).isNotBlank();
        assertThat(machine.threads()).isPositive();
        assertThat(machine.software())
                .containsEntry("java", System.getProperty("java.runtime.version"))
                .containsKey("ordo");
    }
}
