package dev.ordo.model.safetensors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ordo.model.GoldenFiles;
import java.nio.ShortBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Compared bit for bit with what torch made of the same values: rounding leaves no tolerance to state. */
class FloatFormatsGoldenTest {
    private final SafetensorsFile golden = SafetensorsFile.open(GoldenFiles.path("float-formats.safetensors"));

    @AfterEach
    void close() {
        golden.close();
    }

    @Test
    void roundsToBf16LikeTorch() {
        float[] values = golden.readFloat32("values");
        ShortBuffer expected = golden.readBytes("bf16").asShortBuffer();
        for (float value : values) {
            assertThat(FloatFormats.toBf16(value)).as("bf16 of %s", value).isEqualTo(expected.get());
        }
    }

    @Test
    void roundsToF16LikeTorch() {
        float[] values = golden.readFloat32("values");
        ShortBuffer expected = golden.readBytes("f16").asShortBuffer();
        for (float value : values) {
            assertThat(FloatFormats.toF16(value)).as("f16 of %s", value).isEqualTo(expected.get());
        }
    }

    @Test
    void widensF16LikeTorch() {
        ShortBuffer halves = golden.readBytes("halves").asShortBuffer();
        for (float expected : golden.readFloat32("halves_as_f32")) {
            assertThat(FloatFormats.fromF16(halves.get())).isEqualTo(Float.valueOf(expected));
        }
    }

    @Test
    void everyHalfSurvivesTheWayThereAndBack() {
        for (int bits = 0; bits < 0x10000; bits++) {
            float value = FloatFormats.fromF16((short) bits);
            if (!Float.isNaN(value)) {
                assertThat(FloatFormats.toF16(value)).isEqualTo((short) bits);
            }
        }
    }

    @Test
    void notANumberStaysNotANumber() {
        for (int payload : new int[] {0x7f800001, 0x7fc00000, 0xff800001, 0x7fffffff}) {
            float nan = Float.intBitsToFloat(payload);
            assertThat(FloatFormats.roundToBf16(nan)).isNaN();
            assertThat(FloatFormats.fromF16(FloatFormats.toF16(nan))).isNaN();
        }
    }
}
