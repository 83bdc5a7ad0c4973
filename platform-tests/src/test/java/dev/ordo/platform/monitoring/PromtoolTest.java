package dev.ordo.platform.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ordo.platform.program.Programs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What promtool says of rules, alerts, their tests and every panel's expression. */
class PromtoolTest {
    private static final int LIMIT_SECONDS = 60;

    @TempDir
    Path directory;

    @BeforeAll
    static void needPromtool() {
        Programs.assumeInstalled("promtool");
    }

    @Test
    void findsRulesAndAlertsSound() {
        assertSuccess("check", Monitoring.ruleFiles());
    }

    @Test
    void findsThatRulesAndAlertsDoAndSayWhatTheirTestsExpect() {
        assertSuccess("test", Monitoring.testFiles());
    }

    @Test
    void readsEveryExpressionOfEveryPanel() throws IOException {
        List<Map<String, String>> rules = new ArrayList<>();
        for (String each : Monitoring.expressions().values()) {
            rules.add(Map.of("record", "panel_" + rules.size(), "expr", Panels.filled(each, "study")));
        }
        Path file = directory.resolve("panels.yml");
        new ObjectMapper()
                .writeValue(file.toFile(), Map.of("groups", List.of(Map.of("name", "panels", "rules", rules))));

        assertSuccess("check", List.of(file));
    }

    private static void assertSuccess(String verb, List<Path> files) {
        List<String> command = new ArrayList<>(List.of("promtool", verb, "rules"));
        files.forEach(each -> command.add(each.toString()));

        Programs.Ended promtool = Programs.run(Map.of(), LIMIT_SECONDS, command.toArray(String[]::new));

        assertThat(files).isNotEmpty();
        assertThat(promtool.said()).contains("SUCCESS").doesNotContain("FAILED");
        assertThat(promtool.status()).as(promtool.said()).isZero();
    }
}
