package dev.ordo.platform.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ordo.cli.stack.BrokerProperties;
import dev.ordo.cli.stack.ServiceSpec;
import dev.ordo.platform.stack.ComposeFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ComposeFileTest {
    private static final Path HOME = Path.of(System.getProperty("ordo.home"));
    private static final ComposeFile COMPOSE = ComposeFile.read("docker-compose.yml");
    private static final ComposeFile CUDA = ComposeFile.read("docker-compose.cuda.yml");
    private static final Pattern PINNED = Pattern.compile("[a-z0-9./-]+:v?\\d+(\\.\\d+)+(-cuda)?");
    private static final Pattern NUMERIC = Pattern.compile("[1-9]\\d*:\\d+");
    /** A variable that must be set, or that may be without a value: never one with a value of its own. */
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{[A-Z0-9_]+:(\\?[^}]+|-)}");

    private static final Set<String> COMPUTING = Set.of("pruner-svc", "distiller-svc", "evaluator-svc");

    @Test
    void holdsEveryServiceAndAllThatTheyNeed() {
        Set<String> expected = new TreeSet<>(Set.of("kafka", "s3", "setup", "prometheus", "grafana"));
        ServiceSpec.ALL.forEach(each -> expected.add(each.name()));

        assertThat(COMPOSE.services().keySet()).isEqualTo(expected);
    }

    @Test
    void namesEveryImageByAVersion() {
        assertThat(Stream.of(COMPOSE, CUDA)
                        .flatMap(file -> file.services().values().stream())
                        .map(service -> (String) service.get("image")))
                .isNotEmpty()
                .allMatch(image -> PINNED.matcher(image).matches());
    }

    @Test
    void runsNothingAsRootOrWithMoreRightsThanItNeeds() {
        assertThat(COMPOSE.services()).allSatisfy((name, service) -> {
            assertThat((String) service.get("user")).matches(NUMERIC);
            assertThat(service.get("cap_drop")).isEqualTo(List.of("ALL"));
            assertThat(service.get("security_opt")).isEqualTo(List.of("no-new-privileges:true"));
            assertThat(service).containsKey("mem_limit").doesNotContainKeys("privileged", "cap_add", "network_mode");
        });
    }

    @Test
    void ordosOwnContainersWriteToTheirVolumesOnly() {
        assertThat(own()).allSatisfy((name, service) -> {
            assertThat(service.get("read_only")).isEqualTo(true);
            assertThat(service.get("user")).isEqualTo("10001:10001");
            assertThat(((List<?>) service.get("volumes")).get(0).toString()).endsWith(":/var/lib/ordo");
        });
    }

    @Test
    void publishesPortsOnLoopbackOnly() {
        assertThat(COMPOSE.services().values().stream()
                        .flatMap(service -> ((List<?>) service.getOrDefault("ports", List.of())).stream())
                        .map(Object::toString))
                .hasSize(5)
                .allMatch(port -> port.startsWith("127.0.0.1:"));
    }

    /** Those of the five services are in their images. */
    @Test
    void checksTheHealthOfEverythingThatStays() {
        assertThat(COMPOSE.services())
                .allSatisfy((name, service) -> assertThat(service.containsKey("healthcheck") || own().containsKey(name))
                        .as(name)
                        .isTrue());
        assertThat(Dockerfile.read().stages().entrySet().stream()
                        .filter(stage -> stage.getValue().contains("EXPOSE"))
                        .map(Map.Entry::getKey))
                .containsExactlyInAnyOrder("worker", "orchestrator");
    }

    @Test
    void startsEverythingOnceWhatItNeedsIsHealthy() {
        assertThat(dependencies("setup")).isEqualTo(Map.of("kafka", "service_healthy", "s3", "service_healthy"));
        ServiceSpec.ALL.forEach(each -> assertThat(dependencies(each.name()))
                .as(each.name())
                .isEqualTo(Map.of("setup", "service_completed_successfully")));
        assertThat(dependencies("grafana")).isEqualTo(Map.of("prometheus", "service_healthy"));
    }

    @Test
    void holdsNoKeyAndNoPassword() {
        Map<String, String> secrets = new TreeMap<>();
        COMPOSE.services()
                .keySet()
                .forEach(service -> COMPOSE.environment(service).forEach((name, value) -> {
                    if (name.matches(".*(KEY|SECRET|PASSWORD|TOKEN).*")) {
                        secrets.put(service + " " + name, value);
                    }
                }));

        assertThat(secrets)
                .hasSizeGreaterThan(5)
                .allSatisfy((name, value) -> assertThat(value).matches(VARIABLE));
        assertThat(HOME.resolve(".gitignore")).content().contains("\n.env\n");
    }

    @Test
    void givesTheBrokerEverySettingThatOrdoNeeds() {
        Map<String, String> broker = COMPOSE.environment("kafka");

        assertThat(broker)
                .containsAllEntriesOf(BrokerProperties.needed().entrySet().stream()
                        .collect(Collectors.toMap(ComposeFileTest::variable, Map.Entry::getValue)));
    }

    @Test
    void switchesExactlyWhatComputesToCuda() {
        assertThat(CUDA.services().keySet()).isEqualTo(COMPUTING);
        assertThat(CUDA.services()).allSatisfy((name, service) -> {
            assertThat(service.get("image")).isEqualTo(COMPOSE.image(name) + "-cuda");
            assertThat(service.get("build")).isEqualTo(Map.of("args", List.of("DEVICE=cuda")));
            assertThat(service.get("deploy").toString()).contains("driver=nvidia", "capabilities=[gpu]");
        });
    }

    @Test
    void everyFileThatItMountsIsThere() {
        assertThat(COMPOSE.services().values().stream()
                        .flatMap(service -> ((List<?>) service.getOrDefault("volumes", List.of())).stream())
                        .map(Object::toString)
                        .filter(volume -> volume.startsWith("./"))
                        .map(volume -> HOME.resolve(volume.substring(2, volume.indexOf(':')))))
                .isNotEmpty()
                .allMatch(Files::exists);
    }

    private static Map<String, Map<String, Object>> own() {
        Map<String, Map<String, Object>> own = new TreeMap<>(COMPOSE.services());
        own.values().removeIf(service -> !service.get("image").toString().startsWith("ordo/"));
        return own;
    }

    private static Map<String, String> dependencies(String service) {
        Map<String, String> conditions = new TreeMap<>();
        ComposeFile.map(COMPOSE.services().get(service).get("depends_on"))
                .forEach((name, value) -> conditions.put(
                        name, ComposeFile.map(value).get("condition").toString()));
        return conditions;
    }

    private static String variable(Map.Entry<String, String> property) {
        return "KAFKA_" + property.getKey().toUpperCase(Locale.ROOT).replace('.', '_');
    }
}
