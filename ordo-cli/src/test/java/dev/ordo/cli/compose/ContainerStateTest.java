package dev.ordo.cli.compose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ordo.cli.CommandFailure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContainerStateTest {
    @ParameterizedTest
    @CsvSource({
        "/a running 0 healthy, true, false",
        "/a running 0 starting, false, false",
        "/a running 0 unhealthy, false, true",
        "/a running 0, true, false",
        "/a exited 0, true, false",
        "/a exited 1, false, true",
        "/a restarting 1, false, false",
        "/a created 0, false, false",
        "/a dead 0, false, true"
    })
    void tellsWhatServesFromWhatNeverWill(String line, boolean done, boolean broken) {
        ContainerState state = ContainerState.parse(line);

        assertThat(state.name()).isEqualTo("a");
        assertThat(state.isDone()).isEqualTo(done);
        assertThat(state.isBroken()).isEqualTo(broken);
    }

    @Test
    void refusesAnAnswerOfAnotherForm() {
        assertThatThrownBy(() -> ContainerState.parse("no such"))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("no such");
    }
}
