package dev.ordo.model.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ordo.events.error.ErrorCode;
import dev.ordo.events.error.OrdoException;
import dev.ordo.model.GoldenFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One attack for each {@link GgufDefect}, and some that fall between. */
class GgufAttackTest {
    private static final Set<GgufDefect> SEEN = EnumSet.noneOf(GgufDefect.class);
    private static final byte[] NOT_UTF8 = {(byte) 0xff};

    @TempDir
    Path directory;

    /** A file, the defect in it, and what the message has to name. */
    record Attack(GgufDefect defect, String named, RawGguf file) {}

    static Stream<Attack> attacks() {
        return Stream.of(
                new Attack(GgufDefect.UNSUPPORTED_VERSION, "1;", raw().version(1)),
                new Attack(GgufDefect.UNSUPPORTED_VERSION, "50331648;", raw().version(3 << 24)),
                new Attack(GgufDefect.COUNT_TOO_LARGE, "tensors", raw().claimTensors(Long.MAX_VALUE)),
                new Attack(GgufDefect.COUNT_TOO_LARGE, "18446744073709551615 tensors", raw().claimTensors(-1)),
                new Attack(
                        GgufDefect.COUNT_TOO_LARGE,
                        "bytes of text",
                        raw().pair("a", 8, RawGguf.int64(1L << 40)).data(64)),
                new Attack(
                        GgufDefect.COUNT_TOO_LARGE,
                        "array elements",
                        raw().pair("a", 9, RawGguf.joined(RawGguf.int32(10), RawGguf.int64(1L << 60)))),
                new Attack(GgufDefect.NOT_UTF8, "text", raw().pair(NOT_UTF8, 7, new byte[] {1})),
                new Attack(GgufDefect.UNKNOWN_VALUE_TYPE, "13", raw().pair("a", 13, new byte[8])),
                new Attack(GgufDefect.UNKNOWN_VALUE_TYPE, "-1", raw().pair("a", -1, new byte[8])),
                new Attack(GgufDefect.NESTED_TOO_DEEPLY, "before byte", raw().pair("a", 9, nested(3))),
                new Attack(GgufDefect.VALUE_OUT_OF_RANGE, "boolean is 2", raw().pair("a", 7, new byte[] {2})),
                new Attack(GgufDefect.VALUE_OUT_OF_RANGE, "63 bits", raw().pair("a", 10, RawGguf.int64(-1))),
                new Attack(
                        GgufDefect.DUPLICATE_KEY,
                        "twice",
                        raw().number("twice", 1).number("twice", 1)),
                new Attack(
                        GgufDefect.DUPLICATE_TENSOR,
                        "t",
                        raw().tensor("t", 0, 0, 8).tensor("t", 0, 32, 8).data(64)),
                new Attack(GgufDefect.BAD_ALIGNMENT, "33", raw().number("general.alignment", 33)),
                new Attack(GgufDefect.BAD_ALIGNMENT, "is 0", raw().number("general.alignment", 0)),
                new Attack(GgufDefect.KEY_TYPE, "general.alignment", raw().text("general.alignment", "32")),
                new Attack(GgufDefect.BAD_SHAPE, "t has 0 axes", raw().tensor("t", 0, 0)),
                new Attack(GgufDefect.BAD_SHAPE, "t has 5 axes", raw().tensor("t", 0, 0, 1, 1, 1, 1, 1)),
                new Attack(GgufDefect.BAD_SHAPE, "axis of 0", raw().tensor("t", 0, 0, 0)),
                new Attack(GgufDefect.BAD_SHAPE, "axis of 18446744073709551615", raw().tensor("t", 0, 0, -1)),
                new Attack(GgufDefect.UNSUPPORTED_TENSOR_TYPE, "t is stored as Q5_K", raw().tensor("t", 13, 0, 256)),
                new Attack(GgufDefect.UNSUPPORTED_TENSOR_TYPE, "type 99", raw().tensor("t", 99, 0, 256)),
                new Attack(
                        GgufDefect.UNEVEN_BLOCKS,
                        "rows of 40",
                        raw().tensor("t", 8, 0, 40).data(64)),
                new Attack(
                        GgufDefect.MISALIGNED,
                        "t begins at 4",
                        raw().tensor("t", 0, 4, 1).data(64)),
                new Attack(
                        GgufDefect.OUTSIDE_FILE,
                        "cut short",
                        raw().tensor("t", 0, 0, 9).data(32)),
                new Attack(GgufDefect.OUTSIDE_FILE, "cut short", raw().tensor("t", 0, 1L << 62, 1L << 30, 1L << 30)),
                new Attack(GgufDefect.OUTSIDE_FILE, "t F32", overflowing()),
                new Attack(
                        GgufDefect.OVERLAP,
                        "a and b",
                        raw().tensor("a", 0, 0, 9).tensor("b", 0, 32, 8).data(64)),
                new Attack(GgufDefect.KEY_MISSING, "general.architecture", raw()));
    }

    @AfterAll
    static void everyDefectWasProvoked() {
        assertThat(EnumSet.complementOf(EnumSet.copyOf(SEEN))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("attacks")
    void isRefusedByItsDefect(Attack attack) {
        assertRefused(attack.file.write(file()), attack.defect, attack.named);
    }

    @Test
    void absentFile() {
        assertRefused(directory.resolve("nothing.gguf"), GgufDefect.NOT_A_REGULAR_FILE, "nothing.gguf");
    }

    @Test
    void emptyFile() throws IOException {
        assertRefused(Files.write(file(), new byte[0]), GgufDefect.NO_MAGIC, "GGUF");
    }

    @Test
    void fileThatEndsWithinAValue() throws IOException {
        byte[] whole = raw().number("a", 1).bytes();
        assertRefused(Files.write(file(), Arrays.copyOf(whole, 40)), GgufDefect.TRUNCATED, "past the end");
    }

    @Test
    void fileOfAnotherFormat() throws IOException {
        assertRefused(Files.writeString(file(), "PK and so on, a zip archive"), GgufDefect.NO_MAGIC, "GGUF");
    }

    /** Whatever is cut off or changed, the reader refuses or reads; it never breaks. */
    @Test
    void damagedFilesNeverBreakTheReader() throws IOException {
        byte[] sound = Files.readAllBytes(GoldenFiles.path("gguf/mixed.gguf"));
        Random random = new Random(3);
        for (int i = 0; i < 200; i++) {
            byte[] damaged = Arrays.copyOf(sound, i % 2 == 0 ? random.nextInt(sound.length) : sound.length);
            for (int flips = 0; flips < 4 && damaged.length > 0; flips++) {
                damaged[random.nextInt(Math.min(damaged.length, 9000))] = (byte) random.nextInt();
            }
            Path file = Files.write(file(), damaged);
            Path target = directory.resolve("out" + i);
            try {
                GgufModel.convert(file, target);
            } catch (OrdoException refused) {
                assertThat(target).doesNotExist();
            }
        }
        try (Stream<Path> left = Files.list(directory)) {
            List<String> hidden = left.map(path -> path.getFileName().toString())
                    .filter(name -> name.startsWith("."))
                    .toList();
            assertThat(hidden).isEmpty();
        }
    }

    private void assertRefused(Path file, GgufDefect defect, String named) {
        Path target = directory.resolve("target");
        GgufException refusal = catchThrowableOfType(GgufException.class, () -> GgufModel.convert(file, target));
        assertThat(refusal).hasMessageContaining(file.toString()).hasMessageContaining(named);
        assertThat(refusal.defect()).isEqualTo(defect);
        assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_GGUF);
        assertThat(target).doesNotExist();
        SEEN.add(defect);
    }

    @Test
    void textsThatAreNoUtf8AreRefusedWhereverTheyStand() {
        byte[] value = RawGguf.joined(RawGguf.int64(3), "a\u00e9".getBytes(StandardCharsets.ISO_8859_1), NOT_UTF8);
        Path file = raw().pair("a", 8, value).write(file());
        assertThatThrownBy(() -> GgufFile.open(file)).hasMessageContaining("NOT_UTF8");
    }

    private Path file() {
        return directory.resolve("model.gguf");
    }

    private static RawGguf raw() {
        return new RawGguf();
    }

    /** Each axis fits in 31 bits; their product does not fit in 63. */
    private static RawGguf overflowing() {
        long most = Integer.MAX_VALUE;
        return raw().tensor("t", 0, 0, most, most, most, most).data(32);
    }

    private static byte[] nested(int depth) {
        byte[] inner = RawGguf.joined(RawGguf.int32(0), RawGguf.int64(0));
        for (int i = 1; i < depth; i++) {
            inner = RawGguf.joined(RawGguf.int32(9), RawGguf.int64(1), inner);
        }
        return inner;
    }
}
