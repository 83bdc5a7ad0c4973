package dev.ordo.model.checkpoint;

import dev.ordo.model.UnstorableValueException;
import dev.ordo.model.packed.NumberFormat;
import dev.ordo.model.packed.QuantizationConfig;
import dev.ordo.model.safetensors.DType;
import dev.ordo.model.safetensors.FloatFormats;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/** Writes a checkpoint once more as a directory for other programs, with nothing in it that is Ordo's alone. */
public final class DirectoryExport {
    private DirectoryExport() {}

    /**
     * Writes all weights unpacked, as transformers opens them with no further package. Holds a piece of one tensor in memory at a time,
     * a packed weight whole.
     *
     * @param type BF16, F16 or F32
     * @param target a path at which nothing is yet, or an empty directory
     * @throws CheckpointExistsException if something is there
     * @throws UnstorableValueException if a value is too large for F16
     * @throws dev.ordo.model.FileAccessException if the file system refuses
     */
    public static Path unpacked(CheckpointDirectory source, DType type, Path target) {
        ModelConfig config = source.config().withoutQuantization().withTorchDtype(type);
        try (CheckpointWriter writer = CheckpointWriter.create(target, config)) {
            for (String name : source.tensorNames()) {
                writer.write(name, fitting(name, source.pieces(name), type));
            }
            writer.copyTokenizer(source.path());
            return writer.commit();
        }
    }

    /**
     * Writes packed weights as they are, and the others in the checkpoint's own type. A packed embedding is written dequantized, for
     * transformers cannot open it packed, and is what a tied head is, too.
     *
     * @param wanted what the packed weights must be
     * @param target a path at which nothing is yet, or an empty directory
     * @throws InvalidConfigException if the checkpoint has no packed weights, or others
     * @throws UnsupportedConfigException if it has low-rank adapters beside them
     * @throws CheckpointExistsException if something is there
     * @throws dev.ordo.model.FileAccessException if the file system refuses
     */
    public static Path packed(CheckpointDirectory source, NumberFormat wanted, Path target) {
        QuantizationConfig quantization = source.config()
                .quantization()
                .orElseThrow(() -> new InvalidConfigException(
                        "quantization_config", "is missing: the weights of " + source.path() + " are not packed"));
        if (!quantization.numbers().method().equals(wanted.method())) {
            throw new InvalidConfigException(
                    "quantization_config",
                    "must be of " + wanted.method() + ", is of "
                            + quantization.numbers().method());
        }
        if (source.config().adapter().isPresent()) {
            throw new UnsupportedConfigException(
                    AdapterParser.FIELD,
                    "low-rank adapters",
                    "weights without; export them as peft, or as safetensors");
        }
        ModelConfig config = withPlainEmbedding(source.config());
        try (CheckpointWriter writer = CheckpointWriter.create(target, config)) {
            source.tensorNames().forEach(name -> writer.copy(source, name));
            writer.copyTokenizer(source.path());
            return writer.commit();
        }
    }

    /**
     * Writes packed weights as {@link #packed} does, and in the folder {@code adapter} the low-rank adapters beside them, which PEFT puts
     * on.
     *
     * @param target a path at which nothing is yet, or an empty directory
     * @throws UnsupportedConfigException if the checkpoint has no low-rank adapters
     * @throws CheckpointExistsException if something is there
     * @throws dev.ordo.model.FileAccessException if the file system refuses
     */
    public static Path peft(CheckpointDirectory source, Path target) {
        if (source.config().adapter().isEmpty()) {
            throw new UnsupportedConfigException(AdapterParser.FIELD, "absent", "a checkpoint of the arm adapter");
        }
        ModelConfig config = withPlainEmbedding(source.config());
        try (CheckpointDirectory base = CheckpointDirectory.openBase(source.path());
                CheckpointWriter writer = CheckpointWriter.create(target, config)) {
            writer.forPeft();
            for (String name : base.tensorNames()) {
                writer.copy(base, name);
                if (source.isAdapted(name)) {
                    writer.writeAdapter(name, source.adapter(name));
                }
            }
            writer.copyTokenizer(source.path());
            return writer.commit();
        }
    }

    private static ModelConfig withPlainEmbedding(ModelConfig config) {
        QuantizationConfig packing = config.quantization().orElseThrow();
        return packing.bits(QuantizationConfig.EMBEDDING).isPresent()
                ? config.withQuantization(packing.ignoring(Set.of(QuantizationConfig.EMBEDDING)))
                : config;
    }

    private static Stream<float[]> fitting(String name, Stream<float[]> pieces, DType type) {
        if (type != DType.F16) {
            return pieces;
        }
        AtomicLong before = new AtomicLong();
        return pieces.peek(piece -> requireF16(name, piece, before.getAndAdd(piece.length)));
    }

    private static void requireF16(String name, float[] piece, long before) {
        for (int i = 0; i < piece.length; i++) {
            if (Float.isInfinite(FloatFormats.fromF16(FloatFormats.toF16(piece[i])))) {
                throw new UnstorableValueException(name, before + i, piece[i], DType.F16.name());
            }
        }
    }
}
