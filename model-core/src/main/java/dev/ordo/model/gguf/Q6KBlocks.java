package dev.ordo.model.gguf;

import dev.ordo.model.safetensors.FloatFormats;
import java.nio.ByteBuffer;

/**
 * Q6_K: 256 values in 16 groups of 16; x = d * scale * (6 bits - 32), d in F16 for all, the scale a signed byte for each group.
 *
 * <p>Bytes: 128 of lower four bits, 64 of upper two, 16 scales, d. Each half of the values has four runs of 32: of byte i of the half's 64
 * lower ones, the low nibble is of run 0 (bytes 32 to 63: run 1), the high one of run 2 (run 3); byte i of its 32 upper ones has two bits
 * of each run, the lowest of run 0.
 */
final class Q6KBlocks {
    static final int SIZE = 256;
    static final int BYTES = 210;

    private static final int HALF = 128;
    private static final int RUN = 32;
    private static final int GROUP = 16;

    private Q6KBlocks() {}

    /** Reads one block. */
    static void decode(ByteBuffer source, float[] target, int at) {
        byte[] lower = new byte[HALF];
        byte[] upper = new byte[HALF / 2];
        byte[] scales = new byte[SIZE / GROUP];
        source.get(lower).get(upper).get(scales);
        float d = FloatFormats.fromF16(source.getShort());
        for (int i = 0; i < SIZE; i++) {
            int half = i / HALF;
            int run = i % HALF / RUN;
            int place = i % RUN;
            int low = lower[half * 64 + run % 2 * RUN + place] >> run / 2 * 4 & 0xf;
            int high = upper[half * RUN + place] >> run * 2 & 3;
            target[at + i] = d * scales[i / GROUP] * ((low | high << 4) - 32);
        }
    }
}
