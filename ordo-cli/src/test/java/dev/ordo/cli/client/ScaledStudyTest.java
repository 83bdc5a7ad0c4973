package dev.ordo.cli.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ordo.cli.CommandFailure;
import dev.ordo.events.ordering.Ordering;
import dev.ordo.events.study.StudyRequested;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScaledStudyTest {
    private static final Path PAPER = Path.of("../studies/paper.json");

    @Test
    void scalesEveryBudgetOfThePapersStudyAndNothingElse() throws IOException {
        StudyRequested whole = parsed(Files.readString(PAPER));
        StudyRequested small = parsed(new ScaledStudy(0.001).of(Files.readString(PAPER)));

        assertThat(small.recipes().distill().tokens()).isEqualTo(10_240);
        assertThat(small.recipes().prune().calibrationSamples()).isEqualTo(2);
        assertThat(small.data().maxEvaluationTokens()).isEqualTo(262);
        assertThat(small.orderings())
                .hasSize(9)
                .contains("P-KD(crossEntropyWeight=1,divergenceWeight=0,learningRate=0.00005,tokens=1536)-KD-Q");
        assertThat(small.recipes().distill().learningRate())
                .isEqualTo(whole.recipes().distill().learningRate());
        assertThat(small.recipes().quantize()).isEqualTo(whole.recipes().quantize());
        assertThat(small.seeds()).isEqualTo(whole.seeds());
    }

    @Test
    void thePapersNineRowsAreOrderingsInWhichPIsFollowedByFineTuningAlone() throws IOException {
        assertThat(parsed(Files.readString(PAPER)).orderings())
                .map(each -> Ordering.parse(each).toString())
                .map(each -> each.replaceAll("P-KD\\([^)]*divergenceWeight=0[^)]*\\)", "P"))
                .containsExactlyElementsOf(Ordering.expand("paper").stream()
                        .map(Ordering::toString)
                        .toList());
    }

    @Test
    void keepsAtLeastTwoOfEachAndLeavesDefaultsAlone() {
        assertThat(
                        new ScaledStudy(1e-9)
                                .of(
                                        "{\"data\":{\"maxEvaluationTokens\":100},\"recipes\":{\"prune\":{}},\"orderings\":[\"all\"]}"))
                .isEqualTo("{\"data\":{\"maxEvaluationTokens\":2},\"recipes\":{\"prune\":{}},\"orderings\":[\"all\"]}");
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
    void refusesAFactorThatScalesNothing(double factor) {
        assertThatThrownBy(() -> new ScaledStudy(factor))
                .isInstanceOf(CommandFailure.class)
                .hasMessage("--scale must be more than 0, was " + factor);
    }

    @Test
    void saysWhatIsNoStudy() {
        ScaledStudy half = new ScaledStudy(0.5);
        assertThatThrownBy(() -> half.of("{")).hasMessageStartingWith("the study is not JSON: ");
        assertThatThrownBy(() -> half.of("{\"orderings\":[\"P(\"]}")).hasMessageStartingWith("orderings: ");
        assertThatThrownBy(() -> half.of("{\"orderings\":[\"KD(tokens=many)\"]}"))
                .hasMessage("orderings: a budget must be a whole number, was many");
    }

    private static StudyRequested parsed(String study) throws JsonProcessingException {
        return new ObjectMapper().readValue(study, StudyRequested.class);
    }
}
