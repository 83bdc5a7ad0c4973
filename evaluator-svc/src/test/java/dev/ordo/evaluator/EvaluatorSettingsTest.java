package dev.ordo.evaluator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ordo.evaluator.judge.chat.EndpointSettings;
import dev.ordo.evaluator.judge.chat.ReplyFormat;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EvaluatorSettingsTest {
    @Test
    void hasDefaults() {
        EvaluatorSettings settings = SampleSettings.of(Map.of());

        assertThat(settings.threads()).isEqualTo(2);
        assertThat(settings.device()).isEqualTo("cpu");
        assertThat(settings.publishedStudies()).isEqualTo(50);
        assertThat(settings.baselineRecords().asLongValue()).isEqualTo(4L << 30);
    }

    @Test
    void readsItsProperties() {
        EvaluatorSettings settings = SampleSettings.of(Map.of(
                "ordo.evaluator.threads", "3",
                "ordo.evaluator.published-studies", "7",
                "ordo.evaluator.baseline-records", "1M",
                "ordo.device", "cuda"));

        assertThat(settings.threads()).isEqualTo(3);
        assertThat(settings.device()).isEqualTo("cuda");
        assertThat(settings.publishedStudies()).isEqualTo(7);
        assertThat(settings.baselineRecords().asLongValue()).isEqualTo(1L << 20);
    }

    @Test
    void reachesNoJudgeUnlessToldWhere() {
        assertThat(JudgeDeployment.endpoint(SampleSettings.of(Map.of()).judge(), Map.of()))
                .isEmpty();
    }

    @Test
    void hasDefaultsForJudges() {
        var judge = SampleSettings.of(Map.of("ordo.evaluator.judge.endpoint", "https://judge.example/v1"))
                .judge();

        assertThat(JudgeDeployment.endpoint(judge, Map.of("ORDO_JUDGE_API_KEY", "secret")))
                .contains(new EndpointSettings(
                        "https://judge.example/v1",
                        Optional.of("secret"),
                        Duration.ofMinutes(1),
                        4,
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(30),
                        8,
                        Optional.of(0.0),
                        Optional.of(512),
                        ReplyFormat.JSON_SCHEMA,
                        4 << 20));
        assertThat(judge.parallel()).isEqualTo(4);
        assertThat(judge.maxQuestion()).isEqualTo(65_536);
    }

    @Test
    void readsThePropertiesOfJudges() {
        var judge = SampleSettings.of(Map.ofEntries(
                        Map.entry("ordo.evaluator.judge.endpoint", "http://127.0.0.1:8080/v1"),
                        Map.entry("ordo.evaluator.judge.timeout", "2S"),
                        Map.entry("ordo.evaluator.judge.retries", "0"),
                        Map.entry("ordo.evaluator.judge.back-off", "3S"),
                        Map.entry("ordo.evaluator.judge.longest-back-off", "4S"),
                        Map.entry("ordo.evaluator.judge.give-up-after", "5"),
                        Map.entry("ordo.evaluator.judge.parallel", "6"),
                        Map.entry("ordo.evaluator.judge.temperature", ""),
                        Map.entry("ordo.evaluator.judge.max-tokens", ""),
                        Map.entry("ordo.evaluator.judge.reply-format", "json-object"),
                        Map.entry("ordo.evaluator.judge.max-reply", "1K"),
                        Map.entry("ordo.evaluator.judge.max-question", "7")))
                .judge();

        assertThat(JudgeDeployment.endpoint(judge, Map.of("ORDO_JUDGE_API_KEY", " ")))
                .contains(new EndpointSettings(
                        "http://127.0.0.1:8080/v1",
                        Optional.empty(),
                        Duration.ofSeconds(2),
                        0,
                        Duration.ofSeconds(3),
                        Duration.ofSeconds(4),
                        5,
                        Optional.empty(),
                        Optional.empty(),
                        ReplyFormat.JSON_OBJECT,
                        1024));
        assertThat(judge.parallel()).isEqualTo(6);
        assertThat(judge.maxQuestion()).isEqualTo(7);
    }

    @Test
    void refusesAnEndpointThatIsNoUrlAndNamesTheSetting() {
        var judge = SampleSettings.of(Map.of("ordo.evaluator.judge.endpoint", "judge:8080"))
                .judge();

        assertThatThrownBy(() -> JudgeDeployment.endpoint(judge, Map.of()))
                .hasMessage("ordo.evaluator.judge.endpoint must be an http or https URL, was 'judge:8080'");
    }

    @Test
    void neverSaysTheKey() {
        var judge = SampleSettings.of(Map.of("ordo.evaluator.judge.endpoint", "https://judge.example/v1"))
                .judge();

        assertThat(JudgeDeployment.endpoint(judge, Map.of("ORDO_JUDGE_API_KEY", "secret"))
                        .toString())
                .contains("judge.example")
                .doesNotContain("secret");
    }
}
