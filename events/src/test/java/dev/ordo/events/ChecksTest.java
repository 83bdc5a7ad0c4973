package dev.ordo.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChecksTest {

    @Test
    void givesBackWhatIsRight() {
        String digest = "sha256:" + "0a".repeat(32);

        assertThat(Checks.digest("d", digest)).isEqualTo(digest);
        assertThat(Checks.key("k", "0a".repeat(32))).hasSize(64);
        assertThat(Checks.name("n", "Qwen2.5-3B_x")).isEqualTo("Qwen2.5-3B_x");
        assertThat(Checks.name("n", "n".repeat(100))).hasSize(100);
        assertThat(Checks.location("l", "models/tiny/model.safetensors")).endsWith("safetensors");
        assertThat(Checks.between("b", 3, 3, 3)).isEqualTo(3);
        assertThat(Checks.notEmpty("e", List.of(1))).containsExactly(1);
    }

    @Test
    void namesThePathOfWhatIsMissing() {
        assertRefused("data.calibration", "is required", () -> Checks.required("data.calibration", null));
        assertRefused("d", "is required", () -> Checks.digest("d", null));
        assertRefused("b", "is required", () -> Checks.between("b", null, 1, 2));
        assertRefused("e", "is required", () -> Checks.notEmpty("e", null));
        assertRefused("e", "must not be empty", () -> Checks.notEmpty("e", List.of()));
    }

    @Test
    void refusesDigestsInAnotherSpelling() {
        String expected = "must be a digest (sha256: and 64 hexadecimal digits), was '";
        for (String wrong :
                List.of("0a".repeat(32), "sha256:" + "0A".repeat(32), "sha256:0a", "md5:" + "0a".repeat(32))) {
            assertRefused("d", expected + wrong + "'", () -> Checks.digest("d", wrong));
        }
    }

    @Test
    void refusesKeysInAnotherSpelling() {
        assertRefused("k", "must be a key (64 hexadecimal digits), was 'P-KD-Q'", () -> Checks.key("k", "P-KD-Q"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-x", ".hidden", "a b", "a/b", "ä", "x\n"})
    void refusesNamesThatAreNotPlain(String wrong) {
        assertRefused(
                "n",
                "must be a name (letters, digits, '.', '_', '-', at most 100), was '" + wrong + "'",
                () -> Checks.name("n", wrong));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/a", "a/", "a//b", "../a", "a/../b", "a/./b", "a b", "http://x"})
    void refusesLocationsThatCouldLeaveTheBucketsPrefix(String wrong) {
        assertRefused(
                "l",
                "must be a relative location in the store, was '" + wrong + "'",
                () -> Checks.location("l", wrong));
    }

    @Test
    void refusesNumbersOutsideARangeWhoseEndsBelongToIt() {
        assertRefused("b", "must be in [1, 2], was 0", () -> Checks.between("b", 0, 1, 2));
        assertRefused("b", "must be in [1, 2], was 3", () -> Checks.between("b", 3, 1, 2));
        assertRefused("b", "must be in [0.0, 1.0], was NaN", () -> Checks.between("b", Double.NaN, 0.0, 1.0));
    }

    @Test
    void quotesOnlyTheBeginningOfALongValue() {
        assertRefused(
                "n",
                "must be a name (letters, digits, '.', '_', '-', at most 100), was '" + "n".repeat(120) + "...'",
                () -> Checks.name("n", "n".repeat(5000)));
    }

    private static void assertRefused(String path, String problem, Runnable check) {
        assertThatExceptionOfType(InvalidEventException.class)
                .isThrownBy(check::run)
                .withMessage(path + " " + problem)
                .satisfies(e -> assertThat(e.path()).isEqualTo(path));
    }
}
