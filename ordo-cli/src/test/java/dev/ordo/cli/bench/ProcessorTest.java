package dev.ordo.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ProcessorTest {
    @Test
    void namesTheModelAndTheFlagsThatMatter() {
        Processor processor = Processor.of(
                List.of("processor\t: 0", "model name\t: A Processor", "flags\t\t: fpu sse avx2 avx512_bf16"));

        assertThat(processor.model()).isEqualTo("A Processor");
        assertThat(processor.flags()).containsExactly("avx2", "avx512_bf16");
    }

    @Test
    void saysUnknownWhereTheMachineDoesNotSay() {
        assertThat(Processor.of(List.of("processor : 0"))).isEqualTo(new Processor("unknown", List.of()));
    }
}
