package dev.ordo.events.ordering;

import static dev.ordo.events.Technique.DISTILL;
import static dev.ordo.events.Technique.PRUNE;
import static dev.ordo.events.Technique.QUANTIZE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OrderingTest {
    private static final List<String> SINGLES = List.of("P", "KD", "Q");
    private static final List<String> PAIRS = List.of("P-KD", "P-Q", "KD-P", "KD-Q", "Q-P", "Q-KD");
    private static final List<String> TRIPLES = List.of("P-KD-Q", "P-Q-KD", "KD-P-Q", "KD-Q-P", "Q-P-KD", "Q-KD-P");

    @Test
    void expandsAllToTheFifteenShortestFirst() {
        List<String> fifteen =
                Stream.of(SINGLES, PAIRS, TRIPLES).flatMap(List::stream).toList();

        assertThat(spelled("all")).isEqualTo(fifteen).hasSize(15).doesNotHaveDuplicates();
    }

    @Test
    void expandsSetsOfOneLength() {
        assertThat(spelled("singles")).isEqualTo(SINGLES);
        assertThat(spelled("pairs")).isEqualTo(PAIRS);
        assertThat(spelled("triples")).isEqualTo(TRIPLES);
    }

    @Test
    void expandsThePapersNineRowsInItsOrder() {
        assertThat(spelled("paper"))
                .containsExactly("KD", "P", "Q", "P-KD-Q", "KD-P-Q", "P-Q-KD", "Q-KD-P", "Q-P-KD", "KD-Q-P");
    }

    @Test
    void expandsAnOrderingToItself() {
        assertThat(Ordering.expand("P-KD-Q")).containsExactly(Ordering.of(PRUNE, DISTILL, QUANTIZE));
    }

    @Test
    void refusesANameThatIsNoSet() {
        assertThatThrownBy(() -> Ordering.expand("All"))
                .hasMessage("'All' is not an ordering: expected P, KD, Q or '(' at character 1, found 'A'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"P", "KD", "Q", "P-P", "P-KD-Q", "Q-KD-P-KD-Q", "P(sparsity=0.2)-Q(bits=8)"})
    void spellsWhatItParsed(String text) {
        assertThat(Ordering.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @CsvSource({
        "(P)x1, P",
        "(P-KD)x3-Q, P-KD-P-KD-P-KD-Q",
        "Q-(KD)x2, Q-KD-KD",
        "((P)x2-Q)x2, P-P-Q-P-P-Q",
        "(P(sparsity=0.1)-KD)x2, P(sparsity=0.1)-KD-P(sparsity=0.1)-KD"
    })
    void writesRepetitionOut(String text, String written) {
        assertThat(Ordering.parse(text)).hasToString(written).isEqualTo(Ordering.parse(written));
    }

    @Test
    void keepsParametersOfTheirStepOnly() {
        Ordering ordering = Ordering.parse("P(sparsity=0.2,multipleOf=64)-KD(learningRate=1e-4)-Q");

        assertThat(ordering.steps())
                .containsExactly(
                        new OrderingStep(PRUNE, Map.of("sparsity", "0.2", "multipleOf", "64")),
                        new OrderingStep(DISTILL, Map.of("learningRate", "1e-4")),
                        new OrderingStep(QUANTIZE));
    }

    @Test
    void sortsParametersSoThatEqualOrderingsAreSpelledEqually() {
        Ordering one = Ordering.parse("P(sparsity=0.2,multipleOf=64)");
        Ordering other = Ordering.parse("P(multipleOf=64,sparsity=0.2)");

        assertThat(one).isEqualTo(other).hasToString("P(multipleOf=64,sparsity=0.2)");
        assertThat(other).hasToString("P(multipleOf=64,sparsity=0.2)");
    }

    @Test
    void tellsOrderingsApart() {
        assertThat(new HashSet<>(Ordering.expand("all"))).hasSize(15);
        assertThat(Ordering.parse("P")).isNotEqualTo(Ordering.parse("P(sparsity=0.3)"));
    }

    @Test
    void hasAtLeastOneTechnique() {
        assertThatThrownBy(() -> new Ordering(List.of())).hasMessage("an ordering has at least one technique");
    }

    @Test
    void travelsAsText() throws JsonProcessingException {
        ObjectMapper json = new ObjectMapper();

        assertThat(json.writeValueAsString(Ordering.parse("(P-KD)x2"))).isEqualTo("\"P-KD-P-KD\"");
        assertThat(json.readValue("\"P-KD\"", Ordering.class)).isEqualTo(Ordering.of(PRUNE, DISTILL));
    }

    private static List<String> spelled(String entry) {
        return Ordering.expand(entry).stream().map(Ordering::toString).toList();
    }
}
