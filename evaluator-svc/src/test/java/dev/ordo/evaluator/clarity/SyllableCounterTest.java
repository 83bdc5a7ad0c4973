package dev.ordo.evaluator.clarity;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SyllableCounterTest {
    @ParameterizedTest
    @CsvSource({
        "cat, 1",
        "the, 1",
        "eyes, 1",
        "walked, 1",
        "played, 1",
        "makes, 1",
        "queen, 1",
        "yes, 1",
        "little, 2",
        "settled, 2",
        "wanted, 2",
        "boxes, 2",
        "going, 2",
        "trying, 2",
        "quiet, 2",
        "poet, 2",
        "prism, 2",
        "nation, 2",
        "Mrs, 2",
        "something, 2",
        "lately, 2",
        "marriage, 2",
        "million, 2",
        "tired, 2",
        "couldn't, 2",
        "beautiful, 3",
        "opinion, 3",
        "piano, 3",
        "idea, 3",
        "happiest, 3",
        "moreover, 3",
        "area, 3",
        "everybody, 4",
        "variety, 4",
        "material, 4",
        "geography, 4",
        "1815, 1",
    })
    void countsEnglishWords(String word, int syllables) {
        assertThat(SyllableCounter.count(word)).isEqualTo(syllables);
    }
}
