package dev.ordo.platform.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class AlertsTest {
    private static final List<JsonNode> ALERTS = Monitoring.alerts();

    @Test
    void everyAlertSaysHowSevereItIsWhatHappenedAndWhatToDo() {
        assertThat(ALERTS).isNotEmpty().allSatisfy(alert -> {
            String name = alert.path("alert").asText();
            assertThat(name).startsWith("Ordo");
            assertThat(alert.path("labels").path("severity").asText()).as(name).isIn("warning", "critical");
            assertThat(alert.path("annotations").path("summary").asText())
                    .as(name)
                    .endsWith(".");
            assertThat(alert.path("annotations").path("runbook_url").asText())
                    .isEqualTo("docs/runbook.md#" + name.toLowerCase(Locale.ROOT));
        });
        assertThat(names()).doesNotHaveDuplicates();
    }

    @Test
    void theRunbookHasASectionForEveryAlertAndForNothingElse() {
        List<String> sections = Pattern.compile("^## (\\S+)\\n\\S", Pattern.MULTILINE)
                .matcher(Monitoring.text(Monitoring.HOME.resolve("docs/runbook.md")))
                .results()
                .map(each -> each.group(1))
                .toList();

        assertThat(sections).isEqualTo(names());
    }

    @Test
    void everyAlertIsTestedForItsExactText() {
        String tests = Monitoring.text(Monitoring.ROOT.resolve("tests/alerts.yml"));

        assertThat(names())
                .allSatisfy(name -> assertThat(tests)
                        .containsPattern(
                                "alertname: " + name + "\\n +eval_time: \\w+\\n +exp_alerts:\\n +- exp_labels"));
    }

    @Test
    void recordedSeriesHaveNamesOfLevelMetricAndOperationOrAreThePapers() {
        assertThat(Monitoring.recordings())
                .extracting(each -> each.path("record").asText())
                .isNotEmpty()
                .allMatch(name -> name.matches("[a-z_]+:ordo_[a-z_]+:[a-z0-9]+") || name.startsWith("ordo_paper_"));
    }

    private static List<String> names() {
        return ALERTS.stream().map(each -> each.path("alert").asText()).toList();
    }
}
