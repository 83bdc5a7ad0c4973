package dev.ordo.platform.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ordo.cli.stack.Servers;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StackChoiceTest {
    private final Servers servers = new ContainerServers(ComposeFile.read("docker-compose.yml"));
    private final List<String> said = new ArrayList<>();

    @Test
    void takesContainersWhereAnEngineAnswersAndSaysWhich() {
        assertThat(choice(true).servers("auto")).contains(servers);
        assertThat(said).singleElement().asString().startsWith("containers (apache/kafka:4.2.");
    }

    @Test
    void takesProcessesWhereNoEngineAnswers() {
        assertThat(choice(false).servers("auto")).isEmpty();
        assertThat(said).containsExactly("embedded (no Docker engine answers)");
    }

    @Test
    void takesProcessesWhereTheImagesCannotBeHadUnlessContainersWereAskedFor() {
        StackChoice choice = new StackChoice(() -> true, StackChoiceTest::noImages, said::add);

        assertThat(choice.servers("auto")).isEmpty();
        assertThat(said).containsExactly("embedded (a Docker engine answers, but: no such image)");
        assertThatThrownBy(() -> choice.servers("containers")).hasMessage("no such image");
    }

    @Test
    void takesWhatIsAskedFor() {
        assertThat(choice(true).servers("embedded")).isEmpty();
        assertThat(choice(false).servers("containers")).contains(servers);
    }

    @Test
    void refusesAnotherWord() {
        assertThatThrownBy(() -> choice(true).servers("docker"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("ordo.stack must be auto, containers or embedded, was docker");
    }

    private StackChoice choice(boolean engine) {
        return new StackChoice(() -> engine, () -> servers, said::add);
    }

    private static Servers noImages() {
        throw new IllegalStateException("no such image");
    }
}
