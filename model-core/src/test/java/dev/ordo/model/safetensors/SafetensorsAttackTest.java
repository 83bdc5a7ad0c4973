package dev.ordo.model.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ordo.events.error.ErrorCode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One attack for each {@link Defect}, and some that fall between. */
class SafetensorsAttackTest {
    private static final Set<Defect> SEEN = EnumSet.noneOf(Defect.class);

    @TempDir
    Path directory;

    @AfterAll
    static void everyDefectWasProvoked() {
        assertThat(EnumSet.complementOf(EnumSet.copyOf(SEEN))).isEmpty();
    }

    @Test
    void absentFile() {
        assertRefused(directory.resolve("nothing.safetensors"), Defect.FILE_ABSENT);
    }

    @Test
    void directoryInsteadOfFile() {
        assertRefused(directory, Defect.NOT_A_REGULAR_FILE);
    }

    @Test
    void emptyFile() throws IOException {
        assertRefused(Files.write(file(), new byte[0]), Defect.LENGTH_TRUNCATED);
    }

    @Test
    void sevenByteFile() throws IOException {
        assertRefused(Files.write(file(), new byte[7]), Defect.LENGTH_TRUNCATED);
    }

    @ParameterizedTest
    @ValueSource(longs = {100_000_001L, Long.MAX_VALUE, -1L, Long.MIN_VALUE})
    void headerLongerThanAllowed(long claimed) {
        assertRefused(RawFile.write(file(), claimed, new byte[0], 0), Defect.HEADER_TOO_LONG);
    }

    @Test
    void headerOfLegalLengthWhoseBytesAreOnlyAHole() throws IOException {
        Path file = RawFile.write(file(), 99_999_999L, new byte[0], 0);
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(99_999_999L);
        }

        assertRefused(file, Defect.HEADER_TRUNCATED);
    }

    @Test
    void headerLongerThanFile() {
        assertRefused(RawFile.write(file(), 3, new byte[] {'{', '}'}, 0), Defect.HEADER_TRUNCATED);
    }

    @Test
    void headerOfNoBytes() {
        assertRefused(RawFile.write(file(), "", 0), Defect.HEADER_NOT_AN_OBJECT);
    }

    @Test
    void headerNotUtf8() {
        assertRefused(RawFile.write(file(), 3, new byte[] {'{', (byte) 0xff, '}'}, 0), Defect.HEADER_NOT_UTF8);
    }

    @Test
    void headerWithOverlongEncodingOfASlash() {
        byte[] header = {'{', '"', (byte) 0xc0, (byte) 0xaf, '"', ':', '1', '}'};
        assertRefused(RawFile.write(file(), header.length, header, 0), Defect.HEADER_NOT_UTF8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "null", "12", " {}", "\"{}\""})
    void headerNotAnObject(String header) {
        assertRefused(RawFile.write(file(), header, 0), Defect.HEADER_NOT_AN_OBJECT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "{\"a\"", "{\"a\":}", "{}{}", "{} x", "{'a':1}", "{\"a\":{\"shape\":[1,", "{,}"})
    void headerNotJson(String header) {
        assertRefused(RawFile.write(file(), header, 0), Defect.HEADER_NOT_JSON);
    }

    @Test
    void headerNestedAHundredThousandDeep() {
        String header = "{\"a\":{\"shape\":" + "[".repeat(100_000);
        SafetensorsException e = refusal(RawFile.write(file(), header, 0));
        assertThat(e.defect()).isIn(Defect.HEADER_NOT_JSON, Defect.ENTRY_MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "\"pt\"", "{\"format\":1}", "{\"format\":{}}", "null"})
    void metadataNotStrings(String metadata) {
        assertRefused(RawFile.write(file(), "{\"__metadata__\":" + metadata + "}", 0), Defect.METADATA_NOT_STRINGS);
    }

    @Test
    void duplicateTensor() {
        String twice = "{" + entry("a", "U8", "[1]", 0, 1) + "," + entry("a", "U8", "[1]", 1, 2) + "}";
        assertRefused(RawFile.write(file(), twice, 2), Defect.DUPLICATE_NAME);
    }

    @Test
    void duplicateTensorSpeltWithAnEscape() {
        String twice = "{" + entry("a", "U8", "[1]", 0, 1) + "," + entry("\\u0061", "U8", "[1]", 1, 2) + "}";
        assertRefused(RawFile.write(file(), twice, 2), Defect.DUPLICATE_NAME);
    }

    @Test
    void duplicateMetadata() {
        assertRefused(RawFile.write(file(), "{\"__metadata__\":{},\"__metadata__\":{}}", 0), Defect.DUPLICATE_NAME);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1",
                "[]",
                "{}",
                "{\"dtype\":\"U8\",\"shape\":[1]}",
                "{\"dtype\":\"U8\",\"data_offsets\":[0,1]}",
                "{\"shape\":[1],\"data_offsets\":[0,1]}",
                "{\"dtype\":8,\"shape\":[1],\"data_offsets\":[0,1]}",
                "{\"dtype\":\"U8\",\"shape\":1,\"data_offsets\":[0,1]}",
                "{\"dtype\":\"U8\",\"shape\":[1.0],\"data_offsets\":[0,1]}",
                "{\"dtype\":\"U8\",\"shape\":[\"1\"],\"data_offsets\":[0,1]}",
                "{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0]}",
                "{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1,2]}",
                "{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,18446744073709551617]}",
                "{\"dtype\":\"U8\",\"shape\":[1],\"shape\":[1],\"data_offsets\":[0,1]}",
                "{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1],\"extra\":0}",
                "{\"dtype\":\"U8\",\"shape\":[[1]],\"data_offsets\":[0,1]}"
            })
    void entryMalformed(String entry) {
        assertRefused(RawFile.write(file(), "{\"a\":" + entry + "}", 1), Defect.ENTRY_MALFORMED);
    }

    @Test
    void shapeOfMoreAxesThanAnyTensorHas() {
        String shape = "[" + "1,".repeat(64) + "1]";
        assertRefused(one("U8", shape, 0, 1, 1), Defect.ENTRY_MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"F4", "bf16", "", "COMPLEX64", "F8_E8M0"})
    void unknownDtype(String dtype) {
        assertRefused(one(dtype, "[1]", 0, 1, 1), Defect.UNKNOWN_DTYPE);
    }

    @Test
    void negativeDimension() {
        assertRefused(one("U8", "[-1,-1]", 0, 1, 1), Defect.NEGATIVE_DIMENSION);
    }

    @Test
    void negativeDimensionHiddenByAZero() {
        assertRefused(one("U8", "[0,-4]", 0, 0, 0), Defect.NEGATIVE_DIMENSION);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[4294967296,4294967296]",
                "[9223372036854775807,2]",
                "[2305843009213693952,1]",
                "[65536,65536,65536,65536]"
            })
    void shapeWhoseProductWrapsRound(String shape) {
        assertRefused(one("I64", shape, 0, 0, 0), Defect.SHAPE_OVERFLOW);
    }

    @Test
    void hugeAxesBesideAnEmptyOneAreEmpty() {
        try (SafetensorsFile file = SafetensorsFile.open(one("I64", "[9223372036854775807,0,3]", 0, 0, 0))) {
            assertThat(file.entry("a").elements()).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({"-1,0", "5,4", "-8,-4", "0,-1", "9223372036854775807,-9223372036854775808"})
    void offsetsReversed(long begin, long end) {
        assertRefused(one("U8", "[1]", begin, end, 1), Defect.OFFSETS_REVERSED);
    }

    @Test
    void offsetsOutsideFile() {
        assertRefused(one("U8", "[2]", 0, 2, 1), Defect.OFFSETS_OUTSIDE_FILE);
    }

    @Test
    void offsetsNearTheEndOfTheNumberRange() {
        String shape = "[" + Long.MAX_VALUE + "]";
        assertRefused(one("U8", shape, 0, Long.MAX_VALUE, 1), Defect.OFFSETS_OUTSIDE_FILE);
    }

    @ParameterizedTest
    @CsvSource({"[2],1", "[0],1", "[],2", "[3],4"})
    void shapeDisagreesWithBytes(String shape, int bytes) {
        assertRefused(one("U8", shape, 0, bytes, bytes), Defect.SIZE_MISMATCH);
    }

    @Test
    void tensorsOverlap() {
        String header = "{" + entry("a", "U8", "[3]", 0, 3) + "," + entry("b", "U8", "[2]", 2, 4) + "}";
        assertRefused(RawFile.write(file(), header, 4), Defect.OFFSETS_OVERLAP);
    }

    @Test
    void twoTensorsShareAllTheirBytes() {
        String header = "{" + entry("a", "U8", "[4]", 0, 4) + "," + entry("b", "U8", "[4]", 0, 4) + "}";
        assertRefused(RawFile.write(file(), header, 4), Defect.OFFSETS_OVERLAP);
    }

    @Test
    void holeBetweenTensors() {
        String header = "{" + entry("a", "U8", "[1]", 0, 1) + "," + entry("b", "U8", "[1]", 2, 3) + "}";
        assertRefused(RawFile.write(file(), header, 3), Defect.OFFSETS_HOLE);
    }

    @Test
    void holeBeforeTheFirstTensor() {
        assertRefused(one("U8", "[1]", 1, 2, 2), Defect.OFFSETS_HOLE);
    }

    @Test
    void bytesAfterTheLastTensor() {
        assertRefused(one("U8", "[1]", 0, 1, 2), Defect.TRAILING_BYTES);
    }

    @Test
    void randomBytesAreRefusedAndNeverCrashTheReader() throws IOException {
        Random random = new Random(11);
        for (int i = 0; i < 300; i++) {
            byte[] noise = new byte[random.nextInt(200)];
            random.nextBytes(noise);
            assertThat(refusal(RawFile.write(file(), noise.length, noise, 0)).defect())
                    .isNotNull();
            Files.delete(file());
        }
    }

    @Test
    void aSoundFileWithOneByteChangedIsRefusedOrReadWithinItsBounds() throws IOException {
        String header = "{" + entry("a", "F32", "[2,3]", 0, 24) + "," + entry("b", "BF16", "[4]", 24, 32) + "}";
        byte[] sound = Files.readAllBytes(RawFile.write(file(), header, 32));
        Random random = new Random(13);
        for (int i = 0; i < 2000; i++) {
            byte[] broken = sound.clone();
            broken[random.nextInt(8 + header.length())] = (byte) random.nextInt(256);
            Files.write(file(), broken);
            try (SafetensorsFile file = SafetensorsFile.open(file())) {
                assertThat(file.dataBytes()).isLessThanOrEqualTo(32);
                file.entries().forEach(entry -> file.readBytes(entry.name()));
            } catch (SafetensorsException e) {
                assertThat(e.defect()).isNotNull();
            }
        }
    }

    @Test
    void aRefusalNamesTheFileTheTensorAndTheCode() {
        assertThatThrownBy(() -> SafetensorsFile.open(one("U8", "[2]", 0, 2, 1)))
                .isInstanceOfSatisfying(SafetensorsException.class, e -> {
                    assertThat(e.file()).isEqualTo(file());
                    assertThat(e.code()).isEqualTo(ErrorCode.INVALID_SAFETENSORS);
                })
                .hasMessageContaining("OFFSETS_OUTSIDE_FILE")
                .hasMessageContaining("tensor a U8 [2]");
    }

    private Path file() {
        return directory.resolve("attack.safetensors");
    }

    private Path one(String dtype, String shape, long begin, long end, int dataBytes) {
        return RawFile.write(file(), "{" + entry("a", dtype, shape, begin, end) + "}", dataBytes);
    }

    private static String entry(String name, String dtype, String shape, long begin, long end) {
        return "\"%s\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":[%d,%d]}"
                .formatted(name, dtype, shape, begin, end);
    }

    private static SafetensorsException refusal(Path file) {
        return catchThrowableOfType(
                SafetensorsException.class, () -> SafetensorsFile.open(file).close());
    }

    private static void assertRefused(Path file, Defect expected) {
        SafetensorsException e = refusal(file);
        assertThat(e).isNotNull();
        assertThat(e.defect()).isEqualTo(expected);
        SEEN.add(expected);
    }
}
