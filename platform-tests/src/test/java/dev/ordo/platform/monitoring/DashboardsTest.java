package dev.ordo.platform.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DashboardsTest {
    private static final int WIDTH = 24;
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{?([A-Za-z_]\\w*)");

    static Stream<JsonNode> dashboards() {
        return Monitoring.dashboards().values().stream();
    }

    @Test
    void areTheStudyAndTheFleetWithFifteenPanelsOrMore() {
        Collection<JsonNode> all = Monitoring.dashboards().values();

        assertThat(all)
                .extracting(each -> each.path("uid").asText())
                .containsExactlyInAnyOrder("ordo-study", "ordo-fleet");
        assertThat(all.stream().mapToInt(each -> each.path("panels").size()).sum())
                .isGreaterThanOrEqualTo(15);
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void everyPanelSaysWhatItShowsAndInWhichUnit(JsonNode board) {
        assertThat(panels(board)).isNotEmpty().allSatisfy(panel -> {
            String title = panel.path("title").asText();
            assertThat(title).isNotBlank();
            assertThat(panel.path("description").asText()).as(title).isNotBlank();
            assertThat(panel.path("fieldConfig").path("defaults").path("unit").asText())
                    .as(title)
                    .isNotBlank();
            assertThat(panel.path("targets")).as(title).isNotEmpty();
            assertThat(panel.path("type").asText()).as(title).isNotBlank();
        });
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void panelsAndTargetsHaveNamesOfTheirOwn(JsonNode board) {
        assertThat(panels(board)).extracting(each -> each.path("id").asInt()).doesNotHaveDuplicates();
        assertThat(panels(board))
                .extracting(each -> each.path("title").asText())
                .doesNotHaveDuplicates();
        assertThat(panels(board))
                .allSatisfy(panel -> assertThat(targets(panel))
                        .extracting(each -> each.path("refId").asText())
                        .doesNotHaveDuplicates()
                        .doesNotContain(""));
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void everythingAsksTheDataSourceThatTheReaderChooses(JsonNode board) {
        JsonNode first = board.path("templating").path("list").path(0);
        assertThat(first.path("name").asText()).isEqualTo("datasource");
        assertThat(first.path("type").asText()).isEqualTo("datasource");

        List<JsonNode> sources = board.findValues("datasource");
        assertThat(sources).isNotEmpty().allSatisfy(source -> {
            assertThat(source.path("type").asText()).isEqualTo("prometheus");
            assertThat(source.path("uid").asText()).isEqualTo("${datasource}");
        });
        assertThat(panels(board)).allSatisfy(panel -> {
            assertThat(panel.has("datasource")).isTrue();
            assertThat(targets(panel)).allMatch(target -> target.has("datasource"));
        });
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void everyVariableOfAnExpressionIsDefined(JsonNode board) {
        Set<String> defined = Monitoring.elements(board.path("templating").path("list"))
                .map(each -> each.path("name").asText())
                .collect(Collectors.toSet());
        defined.addAll(Set.of("__rate_interval", "__range"));

        assertThat(board.findValuesAsText("expr"))
                .flatMap(expression -> VARIABLE.matcher(expression)
                        .results()
                        .map(each -> each.group(1))
                        .toList())
                .isNotEmpty()
                .isSubsetOf(defined);
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void panelsLieSideBySideWithoutGapsOrOverlaps(JsonNode board) {
        int height = panels(board).stream()
                .mapToInt(each -> at(each, "y") + at(each, "h"))
                .max()
                .orElseThrow();
        int[][] covers = new int[height][WIDTH];
        for (JsonNode panel : panels(board)) {
            for (int y = at(panel, "y"); y < at(panel, "y") + at(panel, "h"); y++) {
                for (int x = at(panel, "x"); x < at(panel, "x") + at(panel, "w"); x++) {
                    covers[y][x]++;
                }
            }
        }

        assertThat(Arrays.stream(covers).flatMapToInt(Arrays::stream)).containsOnly(1);
    }

    @Test
    void expressionsAskOnlyForWhatIsDocumentedOrRecorded() {
        String page = Monitoring.text(Monitoring.HOME.resolve("docs/metrics.md"));
        Set<String> recorded = Monitoring.recordings().stream()
                .map(each -> each.path("record").asText())
                .collect(Collectors.toSet());
        Pattern names = Pattern.compile("(?:[a-z_]+:)?ordo_[a-z0-9_]+(?::[a-z0-9]+)?");

        Map<String, String> expressions = Monitoring.expressions();
        assertThat(expressions)
                .isNotEmpty()
                .allSatisfy((place, expression) -> assertThat(
                                names.matcher(expression).results().map(each -> each.group()))
                        .as(place)
                        .allMatch(name -> recorded.contains(name)
                                || page.contains("`" + name + "`")
                                || page.contains("`" + name.replaceFirst("_(bucket|count|sum|max)$", "") + "`")));
    }

    private static int at(JsonNode panel, String field) {
        return panel.path("gridPos").path(field).asInt();
    }

    private static List<JsonNode> panels(JsonNode board) {
        return Monitoring.elements(board.path("panels")).toList();
    }

    private static List<JsonNode> targets(JsonNode panel) {
        return Monitoring.elements(panel.path("targets")).toList();
    }
}
