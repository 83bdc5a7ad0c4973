package dev.ordo.model.checkpoint;

import dev.ordo.model.adapter.LowRankPair;
import dev.ordo.model.packed.NumberFormat;
import dev.ordo.model.packed.PackedLayout;
import dev.ordo.model.packed.PackedWeight;
import dev.ordo.model.packed.QuantizedWeight;
import dev.ordo.model.safetensors.DType;
import dev.ordo.model.safetensors.SafetensorsFile;
import dev.ordo.model.safetensors.TensorEntry;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A checkpoint opened for reading, every promise of its configuration checked. Safe for use by several threads.
 *
 * <p>Tensors go by their logical names: a packed weight is read as {@code X.weight} like any other. Nothing but headers
 * is in memory until it is asked for.
 *
 * <p>A weight that has a low-rank adapter is read as what the two compute together: it is not packed, whatever its base is.
 */
public final class CheckpointDirectory implements AutoCloseable {
    private final Path path;
    private final ModelConfig config;
    private final TensorLayout layout;
    private final Shards shards;
    private final Optional<AdapterFolder> adapter;

    private CheckpointDirectory(
            Path path, ModelConfig config, TensorLayout layout, Shards shards, Optional<AdapterFolder> adapter) {
        this.path = path;
        this.config = config;
        this.layout = layout;
        this.shards = shards;
        this.adapter = adapter;
    }

    /**
     * Opens a directory and checks its configuration, its files' headers, and the name, shape and type of every tensor.
     *
     * @throws CheckpointFileMissingException if the directory, its configuration or a weight file is absent
     * @throws InvalidConfigException if the configuration is malformed
     * @throws UnsupportedConfigException if it describes a model that Ordo does not compute
     * @throws dev.ordo.model.packed.PackedWeightException if its quantization does not fit its widths
     * @throws ShardIndexException if the index is malformed or disagrees with the shards
     * @throws dev.ordo.model.safetensors.SafetensorsException if a weight file is malformed
     * @throws TensorMissingException if tensors are absent
     * @throws TensorUnexpectedException if tensors are present that have no place
     * @throws dev.ordo.model.ShapeMismatchException if a tensor has another shape
     * @throws DTypeUnsupportedException if a tensor has another type
     */
    public static CheckpointDirectory open(Path path) {
        return open(path, true);
    }

    /**
     * Opens a directory as {@link #open(Path)} does, without the low-rank adapters that it may have: packed weights are then all there
     * as they are packed.
     */
    public static CheckpointDirectory openBase(Path path) {
        return open(path, false);
    }

    private static CheckpointDirectory open(Path path, boolean adapted) {
        if (!Files.isDirectory(path)) {
            throw new CheckpointFileMissingException(path);
        }
        ModelConfig config = ModelConfig.read(path.resolve("config.json"));
        TensorLayout layout = TensorLayout.of(config);
        Shards shards = Shards.open(path);
        try {
            new LayoutCheck(layout, shards).run();
            Optional<AdapterFolder> adapter =
                    config.adapter().filter(each -> adapted).map(each -> AdapterFolder.open(path, config));
            return new CheckpointDirectory(path, adapted ? config : config.withoutAdapter(), layout, shards, adapter);
        } catch (RuntimeException e) {
            shards.close();
            throw e;
        }
    }

    /** Where the checkpoint is. */
    public Path path() {
        return path;
    }

    /** The model's shape. */
    public ModelConfig config() {
        return config;
    }

    /** Logical names of all tensors, sorted. */
    public SortedSet<String> tensorNames() {
        return new TreeSet<>(layout.shapes().keySet());
    }

    /**
     * Describes one tensor.
     *
     * @throws TensorMissingException if the model has none of this logical name
     */
    public TensorInfo info(String name) {
        long[] shape = shape(name);
        long bytes = StoredTensors.of(layout, name, shape, DType.BF16).stream()
                .mapToLong(spec -> shards.entry(spec.name()).byteLength())
                .sum();
        if (isAdapted(name)) {
            return new TensorInfo(
                    name, DType.F32, shape, false, bytes + adapter.orElseThrow().bytes(name));
        }
        boolean packed = layout.packed(name).isPresent();
        return new TensorInfo(name, packed ? DType.BF16 : shards.entry(name).dtype(), shape, packed, bytes);
    }

    /** Whether a weight has a low-rank adapter. */
    public boolean isAdapted(String name) {
        return adapter.isPresent() && adapter.get().covers(name);
    }

    /**
     * The low-rank adapter of a weight.
     *
     * @throws TensorMissingException if the weight has none
     */
    public LowRankPair adapter(String name) {
        if (!isAdapted(name)) {
            throw new TensorMissingException(List.of("adapter of " + name));
        }
        return adapter.orElseThrow().pair(name);
    }

    /**
     * All values of a tensor, row-major, widened without loss; of a packed weight, its bfloat16 values ({@link
     * QuantizedWeight#dequantize}); of an adapted one, {@link LowRankPair#addTo its sum}.
     *
     * @throws TensorMissingException if the model has none of this logical name
     */
    public float[] readFloat32(String name) {
        shape(name);
        float[] values = layout.packed(name).isPresent()
                ? base(name).dequantize()
                : shards.fileOf(name).readFloat32(name);
        if (isAdapted(name)) {
            adapter(name).addTo(values);
        }
        return values;
    }

    /**
     * The values of {@link #readFloat32} in pieces, each read when it is asked for; of a packed weight dequantized then, of an adapted one
     * in one.
     *
     * @throws TensorMissingException if the model has none of this logical name
     */
    public Stream<float[]> pieces(String name) {
        shape(name);
        if (isAdapted(name)) {
            return Stream.of(readFloat32(name));
        }
        if (layout.packed(name).isPresent()) {
            return readQuantized(name).pieces();
        }
        return shards.fileOf(name).pieces(name);
    }

    /**
     * Where the bytes of a tensor, as its file has it, are.
     *
     * @throws TensorMissingException if no file has one of this name
     */
    public StoredBytes location(String storedName) {
        SafetensorsFile file = shards.fileOf(storedName);
        TensorEntry entry = file.entry(storedName);
        return new StoredBytes(file.path(), file.position(entry), entry.byteLength(), entry.dtype());
    }

    /**
     * A packed weight as it is stored.
     *
     * @param name logical name, {@code X.weight}
     * @throws TensorMissingException if no packed weight has this name, or it has an adapter
     */
    public QuantizedWeight readQuantized(String name) {
        if (isAdapted(name)) {
            throw new TensorMissingException(List.of(name));
        }
        return base(name);
    }

    private QuantizedWeight base(String name) {
        PackedLayout packed = layout.packed(name).orElseThrow(() -> new TensorMissingException(List.of(name)));
        return packed.numbers() == NumberFormat.NF4
                ? Nf4Tensors.read(name, packed, this::readBytes)
                : StoredTensors.packed(name, packed, this::readBytes);
    }

    /**
     * A weight of packed integers as it is stored.
     *
     * @param name logical name, {@code X.weight}
     * @throws TensorMissingException if no weight of packed integers has this name, or it has an adapter
     */
    public PackedWeight readPacked(String name) {
        if (readQuantized(name) instanceof PackedWeight integers) {
            return integers;
        }
        throw new TensorMissingException(List.of(name));
    }

    /**
     * Where the parts of a weight are, if it is one of packed integers and has no adapter.
     *
     * @param name logical name, {@code X.weight}
     */
    public Optional<PackedLocation> packedLocation(String name) {
        return layout.packed(name)
                .filter(packed -> packed.numbers().isInteger() && !isAdapted(name))
                .map(packed -> new PackedLocation(
                        packed,
                        location(StoredTensors.packedName(name)),
                        location(StoredTensors.scaleName(name)),
                        Optional.of(StoredTensors.zeroName(name))
                                .filter(zeros -> packed.isAsymmetric())
                                .map(this::location)));
    }

    /**
     * Where the numbers of a weight are, and its scales, if it is one in NF4 and has no adapter.
     *
     * @param name logical name, {@code X.weight}
     */
    public Optional<Nf4Location> nf4Location(String name) {
        return layout.packed(name)
                .filter(packed -> packed.numbers() == NumberFormat.NF4 && !isAdapted(name))
                .map(packed -> new Nf4Location(
                        packed,
                        location(name),
                        Nf4Tensors.scales(name, packed, this::readBytes).dequantize()));
    }

    /** Names of all tensors as the files have them, sorted. */
    public SortedSet<String> storedNames() {
        return new TreeSet<>(shards.byTensor().keySet());
    }

    /**
     * Describes a tensor as its file has it.
     *
     * @throws TensorMissingException if no file has one of this name
     */
    public TensorEntry storedEntry(String storedName) {
        return shards.entry(storedName);
    }

    /**
     * The bytes of a tensor as its file has them, little endian; at most 2 GiB.
     *
     * @throws TensorMissingException if no file has one of this name
     */
    public ByteBuffer readBytes(String storedName) {
        SafetensorsFile file = shards.fileOf(storedName);
        return file.readBytes(storedName);
    }

    /**
     * Place of the first value of a tensor, as its file has it, that is NaN or infinite; see {@link
     * SafetensorsFile#firstNotFinite}.
     *
     * @throws TensorMissingException if no file has one of this name
     * @throws IllegalArgumentException if it holds integers
     */
    public OptionalLong firstNotFinite(String storedName) {
        return shards.fileOf(storedName).firstNotFinite(storedName);
    }

    /** Bytes of all tensors, scales and shapes of packed weights and adapters included; headers not. */
    public long totalTensorBytes() {
        return shards.totalBytes() + adapter.map(AdapterFolder::bytes).orElse(0L);
    }

    /** Number of the model's parameters; a tied head counts once, a packed weight as the matrix it stands for. */
    public long totalParameters() {
        return tensorNames().stream().mapToLong(name -> info(name).elements()).sum();
    }

    @Override
    public void close() {
        shards.close();
        adapter.ifPresent(AdapterFolder::close);
    }

    private long[] shape(String name) {
        long[] shape = layout.shapes().get(name);
        if (shape == null) {
            throw new TensorMissingException(List.of(name));
        }
        return shape;
    }
}
