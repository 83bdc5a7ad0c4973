package dev.ordo.model.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ordo.events.error.ErrorCode;
import dev.ordo.events.error.RetryableException;
import dev.ordo.model.FileAccessException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SafetensorsFileTest {
    @TempDir
    Path directory;

    @Test
    void readsAScalarAnEmptyTensorAndTheMetadata() {
        Path path = directory.resolve("x.safetensors");
        TensorSpec scalar = new TensorSpec("scalar", DType.F32, new long[] {});
        TensorSpec empty = new TensorSpec("empty", DType.BF16, new long[] {3, 0});
        try (SafetensorsWriter writer =
                SafetensorsWriter.create(path, List.of(scalar, empty), Map.of("format", "pt"))) {
            writer.write("scalar", new float[] {2.5f});
            writer.write("empty", new float[0]);
            writer.finish();
        }

        try (SafetensorsFile file = SafetensorsFile.open(path)) {
            assertThat(file.metadata()).containsExactly(Map.entry("format", "pt"));
            assertThat(file.readFloat32("scalar")).containsExactly(2.5f);
            assertThat(file.readFloat32("empty")).isEmpty();
            assertThat(file.entries()).extracting(TensorEntry::name).containsExactly("empty", "scalar");
        }
    }

    @Test
    void laysWiderElementsFirstSoThatEachTensorIsAligned() {
        Path path = directory.resolve("x.safetensors");
        List<TensorSpec> specs = List.of(
                new TensorSpec("a", DType.U8, new long[] {3}),
                new TensorSpec("b", DType.BF16, new long[] {3}),
                new TensorSpec("c", DType.I64, new long[] {1}),
                new TensorSpec("d", DType.I32, new long[] {1}));
        try (SafetensorsWriter writer = SafetensorsWriter.create(path, specs, Map.of())) {
            specs.forEach(spec -> writer.write(spec.name(), ByteBuffer.allocate((int) spec.byteLength())));
            writer.finish();
        }

        try (SafetensorsFile file = SafetensorsFile.open(path)) {
            assertThat(file.entry("c").begin()).isZero();
            assertThat(file.entries())
                    .allMatch(entry -> entry.begin() % entry.dtype().bytes() == 0);
        }
    }

    @Test
    void readsFilesBeyondTwoGibibytesByTheirFarEnd() throws IOException {
        long far = 3L << 30;
        String header = "{\"a\":{\"dtype\":\"U8\",\"shape\":[" + far + "],\"data_offsets\":[0," + far + "]},"
                + "\"z\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[" + far + "," + (far + 4) + "]}}";
        Path path = RawFile.write(directory.resolve("sparse.safetensors"), header, 0);
        try (RandomAccessFile sparse = new RandomAccessFile(path.toFile(), "rw")) {
            sparse.seek(8 + header.length() + far);
            sparse.write(new byte[] {0, 0, (byte) 0x80, 0x3f});
        }

        try (SafetensorsFile file = SafetensorsFile.open(path)) {
            assertThat(file.readFloat32("z")).containsExactly(1f);
            assertThat(file.dataBytes()).isEqualTo(far + 4);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"BF16", "F16", "F32"})
    void findsTheFirstValueThatIsNotFiniteBeyondTheFirstChunk(DType type) {
        Path path = directory.resolve("x.safetensors");
        float[] values = new float[700_000];
        try (SafetensorsWriter writer = SafetensorsWriter.create(
                path,
                List.of(
                        new TensorSpec("nan", type, new long[] {700, 1000}),
                        new TensorSpec("infinite", type, new long[] {700_000}),
                        new TensorSpec("finite", type, new long[] {700_000}),
                        new TensorSpec("empty", type, new long[] {0})),
                Map.of())) {
            writer.write("finite", values);
            writer.write("empty", new float[0]);
            values[699_999] = Float.NaN;
            writer.write("nan", values);
            values[600_001] = Float.NEGATIVE_INFINITY;
            writer.write("infinite", values);
            writer.finish();
        }

        try (SafetensorsFile file = SafetensorsFile.open(path)) {
            assertThat(file.firstNotFinite("nan")).hasValue(699_999);
            assertThat(file.firstNotFinite("infinite")).hasValue(600_001);
            assertThat(file.firstNotFinite("finite")).isEmpty();
            assertThat(file.firstNotFinite("empty")).isEmpty();
        }
    }

    @Test
    void refusesToWidenIntegers() {
        Path path = RawFile.write(
                directory.resolve("x.safetensors"),
                "{\"a\":{\"dtype\":\"I32\",\"shape\":[1],\"data_offsets\":[0,4]}}",
                4);
        try (SafetensorsFile file = SafetensorsFile.open(path)) {
            assertThatThrownBy(() -> file.readFloat32("a"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("I32");
        }
    }

    @Test
    void readsPartsOfATensorButNothingBeyondIt() {
        Path path = RawFile.write(
                directory.resolve("x.safetensors"),
                "{\"a\":{\"dtype\":\"U8\",\"shape\":[8],\"data_offsets\":[0,8]}}",
                8);
        try (SafetensorsFile file = SafetensorsFile.open(path)) {
            ByteBuffer part = ByteBuffer.allocate(3);
            file.read(file.entry("a"), 5, part);
            assertThat(part.hasRemaining()).isFalse();
            assertThatThrownBy(() -> file.read(file.entry("a"), 6, ByteBuffer.allocate(3)))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> file.readBytes("b")).isInstanceOf(NoSuchElementException.class);
        }
    }

    @Test
    void aFileCutWhileOpenIsAFailureWorthRetrying() throws IOException {
        Path path = RawFile.write(
                directory.resolve("x.safetensors"),
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}",
                8);
        try (SafetensorsFile file = SafetensorsFile.open(path)) {
            try (RandomAccessFile cut = new RandomAccessFile(path.toFile(), "rw")) {
                cut.setLength(cut.length() - 4);
            }
            assertThatThrownBy(() -> file.readFloat32("a"))
                    .isInstanceOf(RetryableException.class)
                    .isInstanceOfSatisfying(FileAccessException.class, e -> {
                        assertThat(e.file()).isEqualTo(path);
                        assertThat(e.code()).isEqualTo(ErrorCode.FILE_ACCESS_FAILED);
                    })
                    .hasMessageContaining("cut short");
        }
    }

    @Test
    void theWriterRefusesWhatWasNotDeclared() {
        TensorSpec spec = new TensorSpec("a", DType.F16, new long[] {2});
        Path path = directory.resolve("x.safetensors");
        try (SafetensorsWriter writer = SafetensorsWriter.create(path, List.of(spec), Map.of())) {
            assertThatThrownBy(() -> writer.write("b", new float[2])).hasMessageContaining("not declared");
            assertThatThrownBy(() -> writer.write("a", new float[3])).hasMessageContaining("needs 2 values, got 3");
            assertThatThrownBy(() -> writer.write("a", ByteBuffer.allocate(3))).hasMessageContaining("needs 4 bytes");
            assertThatThrownBy(writer::finish)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("[a]");
        }
        assertThatThrownBy(() -> SafetensorsWriter.create(path, List.of(spec), Map.of()))
                .isInstanceOf(FileAccessException.class);
        assertThatThrownBy(() -> SafetensorsWriter.create(directory.resolve("y"), List.of(spec, spec), Map.of()))
                .hasMessageContaining("taken");
    }
}
