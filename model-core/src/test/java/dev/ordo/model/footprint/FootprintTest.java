package dev.ordo.model.footprint;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import dev.ordo.model.torch.DeviceMemory;
import dev.ordo.model.torch.TorchOptions;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FootprintTest {
    private static final TorchOptions CPU = TorchOptions.cpu(2);
    private static final TorchOptions GPU = new TorchOptions(Device.gpu(), 2);

    private final Footprint footprint =
            new Footprint(Map.of("weights", 7L), HostBytes.ofTensors(100, 10), Map.of("output", 5L));

    @Test
    void countsTensorsToTheMachineWhereItsOwnProcessorComputes() {
        assertThat(footprint.host(CPU)).containsOnlyKeys("weights", "engine", "tokenizing", "Java heap");
        assertThat(footprint.device(CPU)).isEmpty();
    }

    @Test
    void countsTensorsToTheDeviceWhereAnotherComputes() {
        assertThat(footprint.host(GPU)).containsOnlyKeys("engine", "tokenizing", "Java heap");
        assertThat(footprint.device(GPU)).containsExactly(Map.entry("weights", 7L));
    }

    @Test
    void countsNoEngineAndNoTokenizerToWorkInJavaAlone() {
        assertThat(HostBytes.ofJava(100, 100).parts()).containsOnlyKeys("Java heap");
    }

    @Test
    void needsAHeapThatHoldsTheLargestWeight() {
        assertThat(HostBytes.ofJava(1L << 30, 1L << 31).heap()).isGreaterThan(1L << 30);
        assertThat(HostBytes.ofTensors(1L << 30, 0).heap()).isGreaterThan(1L << 30);
    }

    @Test
    void asksNoDriverForTheMemoryOfTheMachinesOwnProcessor() {
        assertThat(DeviceMemory.free(CPU)).isEmpty();
    }
}
