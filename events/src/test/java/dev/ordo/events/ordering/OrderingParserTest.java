package dev.ordo.events.ordering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OrderingParserTest {

    @ParameterizedTest(name = "{0} at {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "\"\" | 0 | P, KD, Q or '('",
                "X | 0 | P, KD, Q or '('",
                "p | 0 | P, KD, Q or '('",
                "K | 0 | P, KD, Q or '('",
                "-P | 0 | P, KD, Q or '('",
                "\" P\" | 0 | P, KD, Q or '('",
                "P- | 2 | P, KD, Q or '('",
                "P--Q | 2 | P, KD, Q or '('",
                "P-X-Q | 2 | P, KD, Q or '('",
                "P-KD-W | 5 | P, KD, Q or '('",
                "PQ | 1 | '-' or the end",
                "P KD | 1 | '-' or the end",
                "P) | 1 | '-' or the end",
                "(P)x2x2 | 5 | '-' or the end",
                "(P | 2 | ')'",
                "(P-Q | 4 | ')'",
                "(P) | 3 | 'x'",
                "(P)2 | 3 | 'x'",
                "(P)x | 4 | how often to repeat",
                "(P)x-Q | 4 | how often to repeat",
                "(P)x0 | 4 | a repetition of 1 to 32",
                "(P)x100 | 4 | a repetition of 1 to 32",
                "() | 1 | P, KD, Q or '('",
                "P() | 2 | a parameter's name",
                "P(=1) | 2 | a parameter's name",
                "P(sparsity) | 10 | '='",
                "P(sparsity=) | 11 | a value",
                "P(sparsity=0.2 | 14 | ')'",
                "P(sparsity=0.2;a=1) | 14 | ')'",
                "P(a=1,) | 6 | a parameter's name",
                "P(a=1,b=2,a=3) | 10 | each parameter once",
                "P(sparsity=0.2)Q | 15 | '-' or the end"
            })
    void saysWhereAndWhatItExpected(String text, int position, String expected) {
        String found = position < text.length() ? "'" + text.charAt(position) + "'" : "the end";

        assertThatExceptionOfType(OrderingParseException.class)
                .isThrownBy(() -> Ordering.parse(text))
                .withMessage(
                        "'%s' is not an ordering: expected %s at character %d, found %s",
                        text, expected, position + 1, found)
                .satisfies(e -> assertThat(e.position()).isEqualTo(position));
    }

    @Test
    void allowsThirtyTwoTechniquesAndNoMore() {
        assertThat(Ordering.parse("(P-KD)x16").steps()).hasSize(32);
        assertThat(Ordering.parse("P" + "-P".repeat(31)).steps()).hasSize(32);

        for (String text : new String[] {"(P-KD)x17", "(P)x33", "((P)x32)x32", "(P-KD)x16-Q", "P" + "-P".repeat(32)}) {
            assertThatExceptionOfType(OrderingParseException.class)
                    .isThrownBy(() -> Ordering.parse(text))
                    .withMessageContaining("expected at most 32 techniques");
        }
    }

    @Test
    void saysAfterWhichTechniqueThereAreTooMany() {
        assertThatExceptionOfType(OrderingParseException.class)
                .isThrownBy(() -> Ordering.parse("(P-KD)x16-Q-P"))
                .satisfies(e -> assertThat(e.position()).isEqualTo("(P-KD)x16-Q".length()));
    }

    @Test
    void doesNotRunAwayOnDeepNestingOrLength() {
        assertThatExceptionOfType(OrderingParseException.class)
                .isThrownBy(() -> Ordering.parse("(".repeat(1000)))
                .withMessageContaining("expected P, KD, Q or '(' at character 1001, found the end");
        assertThatExceptionOfType(OrderingParseException.class)
                .isThrownBy(() -> Ordering.parse("(".repeat(1001)))
                .withMessageContaining("expected at most 1000 characters");
    }
}
