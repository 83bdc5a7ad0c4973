package dev.ordo.platform.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ordo.cli.stack.ServiceSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class DockerfileTest {
    private static final Dockerfile DOCKERFILE = Dockerfile.read();
    private static final List<String> IMAGES = List.of("worker", "orchestrator", "ordo-cli");

    @Test
    void pinsEveryImageThatItBeginsFrom() {
        assertThat(DOCKERFILE.instructions().stream().filter(each -> each.matches("ARG (JRE|CUDA)_IMAGE=.*")))
                .hasSize(2)
                .allMatch(each -> each.matches("ARG [A-Z]+_IMAGE=[a-z/-]+:\\d+(\\.\\d+)+[._a-z0-9-]*"));
        assertThat(DOCKERFILE.instructions().stream().filter(each -> each.startsWith("FROM ")))
                .allMatch(each -> each.matches("FROM (\\$\\{(JRE_IMAGE|CUDA_IMAGE|DEVICE)}|jre|command) AS [a-z-]+"));
    }

    @Test
    void endsEveryImageAsAUserWithoutRights() {
        assertThat(IMAGES)
                .allSatisfy(image -> assertThat(DOCKERFILE.stages().get(image)).contains("\nUSER 10001:10001\n"));
    }

    @Test
    void bringsWhatEveryServiceConsistsOf() {
        String libraries = DOCKERFILE.stages().get("libraries");

        ServiceSpec.ALL.forEach(each ->
                assertThat(libraries).contains("COPY " + each.name() + "/target/quarkus-app " + each.name() + "\n"));
        assertThat(Path.of(System.getProperty("ordo.home"), ".dockerignore"))
                .content()
                .startsWith("# ")
                .contains("\n*\n")
                .contains(ServiceSpec.ALL.stream()
                        .map(each -> "\n!" + each.name() + "/target/quarkus-app\n")
                        .toList());
    }

    @Test
    void copiesOwnCodeAfterTheLibrariesOfOthers() {
        assertThat(DOCKERFILE.stages().get("worker"))
                .containsSubsequence("COPY --from=libraries /build/workers", "COPY --from=libraries /build/${SERVICE}");
        assertThat(DOCKERFILE.stages().get("orchestrator"))
                .containsSubsequence("/build/third-party", "/build/orchestrator");
    }

    @Test
    void fetchesNothingAtRunTimeAndLeavesTheHeapsSizeToTheContainersLimit() {
        Map<String, String> stages = DOCKERFILE.stages();

        assertThat(stages.get("worker")).contains("DJL_OFFLINE=true").contains("-XX:MaxRAMPercentage=25 ");
        assertThat(stages.get("orchestrator")).contains("-XX:MaxRAMPercentage=50 ");
        assertThat(IMAGES.stream().map(stages::get)).noneMatch(stage -> stage.contains("-Xmx"));
        assertThat(stages.get("cpu")).contains("COPY --from=natives /opt/djl /opt/djl\nENV DJL_CACHE_DIR=/opt/djl");
    }

    @Test
    void asksTheServicesWhetherTheyAreReady() {
        assertThat(List.of("worker", "orchestrator").stream()
                        .map(DOCKERFILE.stages()::get)
                        .collect(Collectors.toList()))
                .allMatch(stage -> stage.matches("(?s).*\nHEALTHCHECK .*/q/health/ready.*"));
    }
}
