package dev.ordo.platform.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class SourceShapeTest {
    private static final int MOST_LINES = 400;
    private static final int MEDIAN_LINES = 100;
    private static final Pattern EMPTY_NAMES =
            Pattern.compile(".*(Impl|Util|Utils|Helper|Helpers|Manager|Data)\\.java");
    /** {@code StudyData} is the data of a study, in the field's sense of the word. */
    private static final List<String> ALLOWED = List.of("StudyData.java");

    @Test
    void everyPackageSaysWhatLivesInIt() {
        assertThat(Modules.mainSources().stream().map(Path::getParent).distinct())
                .isNotEmpty()
                .allSatisfy(each ->
                        assertThat(each.resolve("package-info.java")).content().contains("/**"));
    }

    @Test
    void filesAreSmall() {
        assertThat(Modules.sources())
                .isNotEmpty()
                .allSatisfy(
                        each -> assertThat(lines(each)).as("lines of %s", each).isLessThanOrEqualTo(MOST_LINES));

        List<Long> sorted =
                Modules.sources().stream().map(SourceShapeTest::lines).sorted().toList();
        assertThat(sorted.get(sorted.size() / 2)).as("median of lines").isLessThan(MEDIAN_LINES);
    }

    @Test
    void namesSayWhatAClassIs() {
        assertThat(Modules.sources().stream()
                        .map(each -> each.getFileName().toString())
                        .filter(each -> EMPTY_NAMES.matcher(each).matches()))
                .isSubsetOf(ALLOWED);
    }

    @Test
    void nothingIsLeftForLater() {
        Pattern later = Pattern.compile("\\b(TO" + "DO|FIX" + "ME|XX" + "X)\\b|@Dis" + "abled");

        assertThat(Modules.sources())
                .allSatisfy(each -> assertThat(each).content().doesNotContainPattern(later));
    }

    private static long lines(Path file) {
        try (var lines = Files.lines(file)) {
            return lines.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
