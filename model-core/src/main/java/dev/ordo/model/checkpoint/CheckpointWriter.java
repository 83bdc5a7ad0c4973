package dev.ordo.model.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ordo.model.FileAccessException;
import dev.ordo.model.adapter.LowRankPair;
import dev.ordo.model.packed.PackedLayout;
import dev.ordo.model.packed.PackedWeightException;
import dev.ordo.model.packed.QuantizedWeight;
import dev.ordo.model.safetensors.SafetensorsWriter;
import dev.ordo.model.safetensors.TensorSpec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Writes one checkpoint, tensor by tensor in any order; the directory appears whole at {@link #commit} or not at all.
 *
 * <p>Which tensors there are, and in which type or packing, follows from the configuration. Equal configuration, values
 * and tokenizer files yield equal bytes. Not safe for several threads. A writer closed before its commit leaves
 * nothing; a process killed before it leaves a hidden {@code .NAME.partial-*} directory beside the target.
 */
public final class CheckpointWriter implements AutoCloseable {
    /** Weights beyond this many bytes are spread over several files. */
    public static final long DEFAULT_SHARD_BYTES = 5_000_000_000L;

    private static final Map<String, String> METADATA = Map.of("format", "pt");

    private final Path target;
    private final ModelConfig config;
    private final TensorLayout layout;
    private final StagingDirectory staging;
    private final Map<String, SafetensorsWriter> files = new TreeMap<>();
    private final Map<String, String> fileOf = new TreeMap<>();
    private final Optional<AdapterFolder.Writer> adapter;
    private long totalBytes;
    private boolean forPeft;

    private CheckpointWriter(Path target, ModelConfig config, TensorLayout layout, StagingDirectory staging) {
        this.target = target;
        this.config = config;
        this.layout = layout;
        this.staging = staging;
        this.adapter = config.adapter().map(each -> AdapterFolder.create(staging.path(), config));
    }

    /**
     * Begins a checkpoint with weights of at most {@value #DEFAULT_SHARD_BYTES} bytes a file.
     *
     * @param target a path at which nothing is yet, or an empty directory
     * @param config decides the tensors, their shapes, types and packing
     * @throws CheckpointExistsException if something is there
     * @throws PackedWeightException if the quantization does not fit the widths
     * @throws FileAccessException if the file system refuses
     */
    public static CheckpointWriter create(Path target, ModelConfig config) {
        return create(target, config, DEFAULT_SHARD_BYTES);
    }

    /** As {@link #create(Path, ModelConfig)}, with files of at most so many tensor bytes, but at least one tensor each. */
    public static CheckpointWriter create(Path target, ModelConfig config, long maxShardBytes) {
        TensorLayout layout = TensorLayout.of(config);
        CheckpointWriter writer = new CheckpointWriter(target, config, layout, StagingDirectory.beside(target));
        try {
            ShardPlan.of(StoredTensors.all(layout, config.torchDtype()), maxShardBytes)
                    .forEach(writer::addFile);
            return writer;
        } catch (RuntimeException e) {
            writer.close();
            throw e;
        }
    }

    private void addFile(String name, List<TensorSpec> tensors) {
        files.put(name, SafetensorsWriter.create(staging.path().resolve(name), tensors, METADATA));
        for (TensorSpec tensor : tensors) {
            fileOf.put(tensor.name(), name);
            totalBytes += tensor.byteLength();
        }
    }

    /**
     * Leaves out of {@code config.json} that there are adapters, which is for Ordo alone: for other programs the directory is its base, and
     * PEFT puts the adapters on.
     */
    void forPeft() {
        forPeft = true;
    }

    /** What is being written. */
    public ModelConfig config() {
        return config;
    }

    /**
     * Writes a tensor's values in the configuration's type, rounded to nearest, ties to even.
     *
     * @param name logical name of a tensor that is not packed
     * @param values row-major
     * @throws TensorUnexpectedException if the model has no such unpacked tensor
     * @throws IllegalArgumentException if the number of values is another than the shape's
     */
    public void write(String name, float[] values) {
        fileOf(name).write(name, values);
    }

    /**
     * Writes a tensor's values as {@link #write(String, float[])} does, of which no more than a piece is in memory.
     *
     * @param pieces one after the other all values, row-major
     */
    public void write(String name, Stream<float[]> pieces) {
        fileOf(name).write(name, pieces);
    }

    /**
     * Writes a tensor's bytes as they are.
     *
     * @param storedName name as the file has it
     * @param bytes little endian, in the type the file has; the position is left as it was
     * @throws TensorUnexpectedException if no file has such a tensor
     * @throws IllegalArgumentException if the number of bytes is another
     */
    public void writeBytes(String storedName, ByteBuffer bytes) {
        fileOf(storedName).write(storedName, bytes);
    }

    /**
     * Writes a packed weight.
     *
     * @param name logical name, {@code X.weight}
     * @throws TensorUnexpectedException if the configuration does not have this weight packed
     * @throws PackedWeightException if it is laid out otherwise than the configuration says
     */
    public void writePacked(String name, QuantizedWeight weight) {
        PackedLayout wanted = layout.packed(name).orElseThrow(() -> new TensorUnexpectedException(List.of(name)));
        if (!wanted.equals(weight.layout())) {
            throw new PackedWeightException(name + " must be laid out as " + wanted + ", is " + weight.layout());
        }
        StoredTensors.bytes(name, weight).forEach(this::writeBytes);
    }

    /**
     * Writes a tensor as another checkpoint has it: a weight that is packed here as it is stored there, any other one in this checkpoint's type.
     *
     * @param name logical name, the same in both
     * @throws TensorMissingException if the weight is packed here and not there
     */
    public void copy(CheckpointDirectory source, String name) {
        if (layout.packed(name).isPresent()) {
            writePacked(name, source.readQuantized(name));
        } else {
            write(name, source.pieces(name));
        }
    }

    /**
     * Writes a low-rank adapter, rounded to bfloat16.
     *
     * @param name logical name of the weight that it is beside
     * @throws TensorUnexpectedException if the configuration has no adapters
     * @throws IllegalArgumentException if it says that this weight has none, or a matrix has another size
     */
    public void writeAdapter(String name, LowRankPair pair) {
        adapter.orElseThrow(() -> new TensorUnexpectedException(List.of("adapter of " + name)))
                .write(name, pair);
    }

    /**
     * Copies tokenizer, chat template and generation settings, as far as the parent has them.
     *
     * @throws FileAccessException if a file cannot be copied
     */
    public void copyTokenizer(Path parent) {
        for (Path file : ContentFiles.text(parent)) {
            try {
                Files.copy(file, staging.path().resolve(file.getFileName().toString()));
            } catch (IOException e) {
                throw new FileAccessException(file, e);
            }
        }
    }

    /**
     * Writes one of the files that say how text becomes tokens, for a model that has no such file yet.
     *
     * @param name as {@code tokenizer.json}
     * @throws FileAccessException if it cannot be written
     */
    public void writeText(String name, JsonNode json) {
        JsonFiles.write(staging.path().resolve(name), json);
    }

    /**
     * Finishes the files and shows the directory at its target.
     *
     * @return the target
     * @throws CheckpointIncompleteException if a tensor is still to be written
     * @throws CheckpointExistsException if something appeared at the target meanwhile
     * @throws FileAccessException if the file system refuses
     */
    public Path commit() {
        List<String> unwritten = new ArrayList<>();
        files.values().forEach(file -> unwritten.addAll(file.unwritten()));
        adapter.ifPresent(each -> unwritten.addAll(each.file().unwritten()));
        if (!unwritten.isEmpty()) {
            throw new CheckpointIncompleteException(unwritten);
        }
        files.values().forEach(SafetensorsWriter::finish);
        adapter.ifPresent(each -> each.file().finish());
        if (files.size() > 1) {
            new ShardIndex(new TreeMap<>(fileOf)).write(staging.path().resolve(ShardIndex.FILE), totalBytes);
        }
        JsonFiles.write(staging.path().resolve("config.json"), (forPeft ? config.withoutAdapter() : config).toJson());
        staging.publish();
        return target;
    }

    @Override
    public void close() {
        files.values().forEach(SafetensorsWriter::close);
        adapter.ifPresent(each -> each.file().close());
        staging.close();
    }

    private SafetensorsWriter fileOf(String storedName) {
        String file = fileOf.get(storedName);
        if (file == null) {
            throw new TensorUnexpectedException(List.of(storedName));
        }
        return files.get(file);
    }
}
