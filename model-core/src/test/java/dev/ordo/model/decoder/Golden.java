package dev.ordo.model.decoder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ordo.model.checkpoint.CheckpointDirectory;
import dev.ordo.model.safetensors.SafetensorsFile;
import dev.ordo.model.torch.ComputeType;
import dev.ordo.model.torch.Kernels;
import dev.ordo.model.torch.TensorScope;
import dev.ordo.model.torch.TorchSession;
import java.net.URISyntaxException;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A fixture of tools/golden/decoder.py or families.py: a tiny model, and what the reference computed from it. */
public final class Golden implements AutoCloseable {
    public static final int SEQUENCES = 2;

    /** Of families.py: names say family, rotary scaling, and whether there are windows. Each one's teacher is the next. */
    private static final List<String> VARIANTS = List.of(
            "qwen2-window",
            "qwen2-yarn",
            "qwen3",
            "qwen3-yarn-window",
            "qwen3-linear",
            "llama-llama3",
            "llama-linear",
            "llama-yarn");

    private final Path directory;
    private final SafetensorsFile expected;
    private final SafetensorsFile masked;

    private Golden(Path directory) {
        this.directory = directory;
        this.expected = SafetensorsFile.open(directory.resolve("expected.safetensors"));
        Path mask = directory.resolve("masked.safetensors");
        this.masked = Files.exists(mask) ? SafetensorsFile.open(mask) : expected;
    }

    /** The names of families.py's fixtures. */
    public static Stream<String> variants() {
        return VARIANTS.stream();
    }

    /** The names of all fixtures. */
    public static Stream<String> all() {
        return Stream.concat(Stream.of("qwen2", "llama"), variants());
    }

    /** The fixture of a name; only qwen2 and llama have {@link #maskedTokens}. */
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
        if (VARIANTS.contains(family)) {
            return VARIANTS.get((VARIANTS.indexOf(family) + 1) % VARIANTS.size());
        }
        return family.equals("qwen2") ? "llama" : "qwen2";
    }

    public DecoderModel model(TorchSession session) {
        try (CheckpointDirectory checkpoint = checkpoint()) {
            return DecoderModel.load(session, checkpoint);
        }
    }

    /** The model in another type; its weights are bfloat16 numbers, so no type rounds them. */
    public DecoderModel model(TorchSession session, ComputeType type) {
        try (CheckpointDirectory checkpoint = checkpoint();
                Kernels kernels = Kernels.compile(session.device(), "tensors");
                TensorScope scope = session.scope()) {
            return DecoderModel.ofTensors(
                    session,
                    checkpoint.config(),
                    type,
                    (owner, name, shape) -> kernels.tensor(
                            owner,
                            "converted",
                            session.floats(scope.manager(), checkpoint.readFloat32(name), shape),
                            type.code()));
        }
    }

    public CheckpointDirectory checkpoint() {
        return CheckpointDirectory.open(directory);
    }

    /** The fixture's input, two sequences. */
    public TokenBatch tokens() {
        long[] ids = integers(expected, "tokens");
        return new TokenBatch(ids, SEQUENCES, ids.length / SEQUENCES);
    }

    /** Expected integers, or what the fixture asks to be computed from. */
    public int[] integers(String name) {
        return Arrays.stream(integers(expected, name))
                .mapToInt(Math::toIntExact)
                .toArray();
    }

    private static long[] integers(SafetensorsFile file, String name) {
        LongBuffer stored = file.readBytes(name).order(ByteOrder.LITTLE_ENDIAN).asLongBuffer();
        long[] values = new long[stored.remaining()];
        stored.get(values);
        return values;
    }

    /** The input with the tokens that tools/golden/masked.py lets count. */
    public TokenBatch maskedTokens() {
        long[] counted = integers(masked, "counted");
        BitSet set = new BitSet();
        IntStream.range(0, counted.length).filter(i -> counted[i] == 1).forEach(set::set);
        return new TokenBatch(tokens().ids(), SEQUENCES, tokens().length(), TokenMask.of(set));
    }

    public float[] expected(String name) {
        return file(name).readFloat32(name);
    }

    private SafetensorsFile file(String name) {
        return name.startsWith("masked.") ? masked : expected;
    }

    /**
     * Compares with what the reference has under a name. The tolerance is relative to the largest expected value, since
     * sums in another order err by a share of their largest terms.
     */
    public void assertEqual(String name, float[] actual, double tolerance) {
        assertEqual(file(name), name, actual, tolerance);
    }

    /** The same with a reference of the caller's own. */
    public static void assertEqual(SafetensorsFile expected, String name, float[] actual, double tolerance) {
        float[] wanted = expected.readFloat32(name);
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
