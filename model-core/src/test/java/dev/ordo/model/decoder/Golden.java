package dev.ordo.model.decoder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ordo.model.checkpoint.CheckpointDirectory;
import dev.ordo.model.safetensors.SafetensorsFile;
import dev.ordo.model.torch.TorchSession;
import java.net.URISyntaxException;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.stream.IntStream;

/** A fixture of tools/golden/decoder.py: a tiny model, and what the reference computed from it. */
public final class Golden implements AutoCloseable {
    public static final int SEQUENCES = 2;
    public static final int LENGTH = 13;

    private final Path directory;
    private final SafetensorsFile expected;
    private final SafetensorsFile masked;

    private Golden(Path directory) {
        this.directory = directory;
        this.expected = SafetensorsFile.open(directory.resolve("expected.safetensors"));
        this.masked = SafetensorsFile.open(directory.resolve("masked.safetensors"));
    }

    /** The fixture of a family, qwen2 or llama. */
    public static Golden of(String family) {
        try {
            return new Golden(Path.of(Golden.class
                    .getResource("/dev/ordo/model/decoder/" + family)
                    .toURI()));
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** The family that plays the teacher in a family's fixture. */
    public static String teacherOf(String family) {
        return family.equals("qwen2") ? "llama" : "qwen2";
    }

    public DecoderModel model(TorchSession session) {
        try (CheckpointDirectory checkpoint = checkpoint()) {
            return DecoderModel.load(session, checkpoint);
        }
    }

    public CheckpointDirectory checkpoint() {
        return CheckpointDirectory.open(directory);
    }

    /** The fixture's input, shape (2, 13). */
    public TokenBatch tokens() {
        long[] ids = new long[SEQUENCES * LENGTH];
        expected.readBytes("tokens")
                .order(ByteOrder.LITTLE_ENDIAN)
                .asLongBuffer()
                .get(ids);
        return new TokenBatch(ids, SEQUENCES, LENGTH);
    }

    /** The input with the tokens that tools/golden/masked.py lets count. */
    public TokenBatch maskedTokens() {
        long[] counted = new long[SEQUENCES * LENGTH];
        masked.readBytes("counted")
                .order(ByteOrder.LITTLE_ENDIAN)
                .asLongBuffer()
                .get(counted);
        BitSet set = new BitSet();
        IntStream.range(0, counted.length).filter(i -> counted[i] == 1).forEach(set::set);
        return new TokenBatch(tokens().ids(), SEQUENCES, LENGTH, TokenMask.of(set));
    }

    public float[] expected(String name) {
        return (name.startsWith("masked.") ? masked : expected).readFloat32(name);
    }

    /**
     * Compares with what the reference has under a name. The tolerance is relative to the largest expected value, since
     * sums in another order err by a share of their largest terms.
     */
    public void assertEqual(String name, float[] actual, double tolerance) {
        float[] wanted = expected(name);
        assertThat(actual).as(name).hasSameSizeAs(wanted);
        double largest = 0;
        double furthest = 0;
        for (int i = 0; i < wanted.length; i++) {
            largest = Math.max(largest, Math.abs(wanted[i]));
            furthest = Math.max(furthest, Math.abs((double) wanted[i] - actual[i]));
        }
        assertThat(furthest).as(name + " differs from the reference").isLessThanOrEqualTo(tolerance * largest);
    }

    @Override
    public void close() {
        expected.close();
        masked.close();
    }
}
