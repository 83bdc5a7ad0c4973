package dev.ordo.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DataSplitTest {
    private static final SplitPlan PLAN = SplitPlan.parse("train=0.9,heldout=0.1", 1);

    @TempDir
    Path temp;

    @Test
    void everyLineOfChatGoesToExactlyOnePartUnchangedAndInOrder() throws IOException {
        List<String> lines = chat(1000);
        Map<String, Path> parts = split("chat.jsonl", String.join("\n", lines), PLAN);

        List<String> train = Files.readAllLines(parts.get("train"));
        List<String> heldout = Files.readAllLines(parts.get("heldout"));
        assertThat(train).hasSizeBetween(860, 940);
        assertThat(lines.stream().filter(train::contains)).containsExactlyElementsOf(train);
        assertThat(lines.stream().filter(each -> !train.contains(each))).containsExactlyElementsOf(heldout);
    }

    @Test
    void theSameSeedDrawsTheSamePartsAndAnotherSeedOthers() throws IOException {
        String content = String.join("\n", chat(300));

        String first = Files.readString(split("chat.jsonl", content, PLAN).get("heldout"));
        String again = Files.readString(split("chat.jsonl", content, PLAN).get("heldout"));
        SplitPlan other = new SplitPlan(PLAN.fractions(), 2);

        assertThat(again).isEqualTo(first);
        assertThat(Files.readString(split("chat.jsonl", content, other).get("heldout")))
                .isNotEqualTo(first);
    }

    @Test
    void recordsOfTheSameWordsStayTogetherSoThatPartsAreDisjoint() throws IOException {
        List<String> twice = chat(300).stream()
                .flatMap(each -> List.of(each, each.replace("What", "WHAT"), each.replace(" is ", "  is ")).stream())
                .toList();
        Map<String, Path> parts =
                split("chat.jsonl", String.join("\n", twice), SplitPlan.parse("a=0.5,b=0.3,c=0.2", 9));

        Fingerprints a = DataFile.of(parts.get("a")).check();
        assertThat(a.overlap(DataFile.of(parts.get("b")).check())).isEmpty();
        assertThat(a.overlap(DataFile.of(parts.get("c")).check())).isEmpty();
    }

    @Test
    void textIsSplitAtBlankLinesAndKeepsItsParagraphsWhole() throws IOException {
        String content = IntStream.range(0, 200)
                .mapToObj(i -> "Paragraph " + i + "\nhas two lines.")
                .collect(Collectors.joining("\n\n\n"));
        Map<String, Path> parts = split("text.txt", content, PLAN);

        assertThat(Files.readString(parts.get("heldout")).strip().split("\n\n"))
                .hasSizeBetween(5, 40)
                .allMatch(each -> each.matches("Paragraph \\d+\nhas two lines\\."));
    }

    @Test
    void textWithoutBlankLinesIsSplitAtItsLines() throws IOException {
        String content = IntStream.range(0, 200).mapToObj(i -> "Line " + i).collect(Collectors.joining("\n"));
        Map<String, Path> parts = split("text.txt", content, PLAN);

        assertThat(Files.readAllLines(parts.get("train")).size()
                        + Files.readAllLines(parts.get("heldout")).size())
                .isEqualTo(200);
    }

    @Test
    void promptsAreNotSplit() {
        assertThatThrownBy(() -> split("q.prompts.jsonl", "{\"prompt\": \"Why?\"}", PLAN))
                .isInstanceOf(InvalidDataException.class)
                .hasMessageEndingWith("holds prompts; only text and chat are split");
    }

    @Test
    void anEmptyPartIsRefused() {
        assertThatThrownBy(() -> split("chat.jsonl", chat(1).get(0), PLAN))
                .isInstanceOf(InvalidDataException.class)
                .hasMessageEndingWith("has too few records for train=0.9,heldout=0.1 seed 1: heldout would be empty");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "train=0.9,heldout=0.2|the fractions of a split must sum to 1, were 1.1",
                "train=1|a split has at least two parts",
                "train=1,heldout=0|the fraction of train must be in (0, 1), was 1.0",
                "train=NaN,heldout=0.1|the fraction of train must be in (0, 1), was NaN",
                "train=0.5,train=0.5|two parts are called train",
                "train=half,b=0.5|expected a fraction as 0.9, was 'half'",
                "train|expected NAME=FRACTION, was 'train'",
                "a/b=0.5,c=0.5|part must be a name",
            })
    void aPlanThatIsNoneSaysWhy(String text, String problem) {
        assertThatThrownBy(() -> SplitPlan.parse(text, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(problem);
    }

    private Map<String, Path> split(String name, String content, SplitPlan plan) throws IOException {
        return DataSplit.into(
                Files.createTempDirectory(temp, "parts"),
                DataFile.of(Files.writeString(temp.resolve(name), content)),
                plan);
    }

    private static List<String> chat(int records) {
        return IntStream.range(0, records)
                .mapToObj(i -> "{\"messages\":[{\"role\":\"user\",\"content\":\"What is " + i
                        + " and what comes after it, please?\"},{\"role\":\"assistant\",\"content\":\"" + (i + 1)
                        + "\"}]}")
                .toList();
    }
}
