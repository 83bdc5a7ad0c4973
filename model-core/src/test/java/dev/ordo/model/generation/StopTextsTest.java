package dev.ordo.model.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ordo.model.testing.TinyModels;
import dev.ordo.model.tokenizer.TextTokenizer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StopTextsTest {
    private final TextTokenizer tokenizer = TextTokenizer.open(TinyModels.home().resolve("models/tokenizer"));
    private final int[] said = tokenizer.encode("She was not at all happy.\n\nHe was.");

    @AfterEach
    void close() {
        tokenizer.close();
    }

    @Test
    void isReachedByTheTokenThatCompletesIt() {
        StopTexts stops = new StopTexts(tokenizer, List.of("ppy.\n"));

        int least = 0;
        while (!stops.reached(Arrays.copyOf(said, least))) {
            least++;
        }

        assertThat(tokenizer.decodeText(Arrays.copyOf(said, least - 1))).doesNotContain("ppy.\n");
        assertThat(stops.before(said)).isEqualTo("She was not at all ha");
    }

    @Test
    void theOneThatComesFirstInTheTextEndsIt() {
        assertThat(new StopTexts(tokenizer, List.of("He", "all", "\n")).before(said))
                .isEqualTo("She was not at ");
    }

    @Test
    void aTextWithoutAnyIsWhole() {
        StopTexts stops = new StopTexts(tokenizer, List.of("###"));

        assertThat(stops.reached(said)).isFalse();
        assertThat(stops.before(said)).isEqualTo("She was not at all happy.\n\nHe was.");
        assertThat(new StopTexts(tokenizer, List.of()).reached(said)).isFalse();
    }

    @Test
    void anEmptyTextEndsNothing() {
        assertThatThrownBy(() -> new StopTexts(tokenizer, List.of("a", "")))
                .hasMessage("a stop text must not be empty");
    }
}
