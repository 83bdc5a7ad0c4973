package dev.ordo.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FingerprintsTest {
    @TempDir
    Path temp;

    @Test
    void aPassageOfTheCertainLengthIsFoundWhereverItStands() {
        for (int seed = 0; seed < 200; seed++) {
            String shared = words(seed, Winnowing.CERTAIN);
            Fingerprints one = text(words(1000 + seed, 10 + seed) + " " + shared + " " + words(2000 + seed, 70));
            Fingerprints other = text(words(3000 + seed, 300 - seed) + "\n" + shared);

            assertThat(one.overlap(other)).contains(new Fingerprints.Overlap(1, one(other, one)));
        }
    }

    @Test
    void aPassageShorterThanARunIsNeverHeldAgainstASet() {
        String shared = words(7, Winnowing.RUN - 1);

        assertThat(text(words(1, 99) + " " + shared).overlap(text(shared + " " + words(2, 99))))
                .isEmpty();
    }

    @Test
    void caseSpacePunctuationAndLineEndsHideNothing() {
        String shared = words(7, 80);

        assertThat(text(shared).overlap(text("«" + shared.toUpperCase().replace(" ", ",\n  ") + "»")))
                .isPresent();
    }

    @Test
    void aTextThatIsQuotedInAConversationIsFoundOnItsLine() throws IOException {
        String shared = words(7, 60);
        Fingerprints chat = check("chat.jsonl", chat("s", "q", "Fine.") + "\n" + chat("s", "q", "He wrote: " + shared));

        assertThat(text("A title\n\n" + shared).overlap(chat)).contains(new Fingerprints.Overlap(3, 2));
    }

    @Test
    void systemPromptsAreAFrameAndNotContent() throws IOException {
        String system = words(7, 200);

        assertThat(check("a.jsonl", chat(system, words(1, 40), words(2, 40)))
                        .overlap(check("b.jsonl", chat(system, words(3, 40), words(4, 40)))))
                .isEmpty();
    }

    @Test
    void aWholeShortConversationCountsButACourtesyDoesNot() throws IOException {
        String conversation = chat("x", "How many legs has a spider?", "A spider has eight legs.");
        String courtesy = chat("x", "Thanks!", "You're welcome!");

        assertThat(check("a.jsonl", conversation).overlap(check("b.jsonl", conversation)))
                .isPresent();
        assertThat(check("a.jsonl", courtesy).overlap(check("b.jsonl", courtesy)))
                .isEmpty();
    }

    @Test
    void scriptsWithoutSpacesAreComparedCharacterByCharacter() {
        String shared = IntStream.range(0, 60)
                .mapToObj(i -> Character.toString(0x4e00 + 7 * i))
                .collect(Collectors.joining());

        assertThat(text("一二" + shared).overlap(text(shared + "三"))).isPresent();
    }

    @Test
    void aThinnedSetIsBoundedAndStillComparable() {
        FingerprintWriter few = new FingerprintWriter(64);
        FingerprintWriter all = new FingerprintWriter();
        String long1 = words(5, 20_000);
        few.text(1, long1);
        all.text(1, long1);
        Fingerprints thinned = few.finish();

        assertThat(thinned.size()).isBetween(16, 64);
        assertThat(thinned.overlap(all.finish())).isPresent();
    }

    @Test
    void bytesBringBackTheSameFingerprints() {
        Fingerprints written = text(words(3, 500));
        Fingerprints read = Fingerprints.of(written.toBytes());

        assertThat(read.size()).isEqualTo(written.size()).isPositive();
        assertThat(read.toBytes()).isEqualTo(written.toBytes());
        assertThat(read.overlap(written)).isPresent();
    }

    @Test
    void bytesOfSomethingElseAreRefused() {
        byte[] cut = text(words(3, 500)).toBytes();

        assertThatThrownBy(() -> Fingerprints.of(new byte[40])).hasMessage("fingerprints begin with ORDOFP01");
        assertThatThrownBy(() -> Fingerprints.of(Arrays.copyOf(cut, cut.length - 1)))
                .hasMessageContaining("do not fit into");
    }

    @ParameterizedTest
    @CsvSource({
        "austen-calibration, austen-kd",
        "austen-calibration, austen-heldout",
        "austen-calibration, constitution",
        "austen-kd, austen-heldout",
        "austen-kd, constitution"
    })
    void theBundledTextsThatMustBeDisjointAre(String one, String other) {
        assertThat(bundled(one).overlap(bundled(other))).isEmpty();
    }

    @Test
    void theBundledCalibrationTextIsKnownToBeTrainingText() {
        assertThat(bundled("austen-calibration").overlap(bundled("austen-train")))
                .hasValueSatisfying(found -> assertThat(found.line()).isLessThan(20));
    }

    private static Fingerprints bundled(String name) {
        return DataFile.of(Path.of(System.getProperty("ordo.home"), "data", name + ".txt"))
                .check();
    }

    /** The line of {@code of} that its overlap with {@code with} begins in. */
    private static int one(Fingerprints of, Fingerprints with) {
        return of.overlap(with).orElseThrow().line();
    }

    private Fingerprints text(String content) {
        return check("text.txt", content);
    }

    private Fingerprints check(String name, String content) {
        try {
            return DataFile.of(Files.writeString(temp.resolve(name), content)).check();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String chat(String system, String user, String assistant) {
        return "{\"messages\":[{\"role\":\"system\",\"content\":\"" + system + "\"},{\"role\":\"user\",\"content\":\""
                + user + "\"},{\"role\":\"assistant\",\"content\":\"" + assistant + "\"}]}";
    }

    private static String words(long seed, int count) {
        Random random = new Random(seed);
        return IntStream.range(0, count)
                .mapToObj(i -> Long.toString(random.nextLong() >>> 30, 36))
                .collect(Collectors.joining(" "));
    }
}
