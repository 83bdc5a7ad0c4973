package dev.ordo.model.gguf;

import dev.ordo.model.safetensors.DType;
import dev.ordo.model.safetensors.FloatFormats;

/** Whether values survive being stored in 16 bits. */
final class Narrowing {
    private Narrowing() {}

    /** @param type BF16 or F16 */
    static boolean isExact(float[] values, DType type) {
        for (float value : values) {
            float back = type == DType.BF16
                    ? FloatFormats.roundToBf16(value)
                    : FloatFormats.fromF16(FloatFormats.toF16(value));
            if (back != value) {
                return false;
            }
        }
        return true;
    }
}
