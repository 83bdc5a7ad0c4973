package dev.ordo.model.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TorchOptionsTest {
    @Test
    void takesADeviceByItsName() {
        assertThat(TorchOptions.of("cpu", 2)).isEqualTo(TorchOptions.cpu(2));
        assertThat(TorchOptions.of("cuda", 2).device()).isEqualTo(Device.gpu(0));
        assertThat(TorchOptions.of("cuda:3", 2).device()).isEqualTo(Device.gpu(3));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "gpu", "CUDA", "cuda:", "cuda:-1", "cuda:x"})
    void refusesADeviceOfAnotherName(String name) {
        assertThatThrownBy(() -> TorchOptions.of(name, 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("device must be cpu, cuda or cuda:N, was " + name);
    }
}
