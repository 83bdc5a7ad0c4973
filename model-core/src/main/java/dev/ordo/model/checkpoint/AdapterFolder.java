package dev.ordo.model.checkpoint;

import dev.ordo.model.FileAccessException;
import dev.ordo.model.ShapeMismatchException;
import dev.ordo.model.adapter.AdapterConfig;
import dev.ordo.model.adapter.LowRankPair;
import dev.ordo.model.safetensors.DType;
import dev.ordo.model.safetensors.SafetensorsFile;
import dev.ordo.model.safetensors.SafetensorsWriter;
import dev.ordo.model.safetensors.TensorEntry;
import dev.ordo.model.safetensors.TensorSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The low-rank adapters of a checkpoint, in its folder {@value #FOLDER}, as PEFT stores them: {@code adapter_config.json}, and in {@code
 * adapter_model.safetensors} for every weight an A (rank, columns) and a B (rows, rank), in bfloat16.
 *
 * <p>What Ordo reads of them is said by the checkpoint's own {@code config.json}, so that a checkpoint whose folder is lost is not taken for one without.
 */
final class AdapterFolder implements AutoCloseable {
    static final String FOLDER = "adapter";
    static final Set<String> FILES = Set.of(AdapterFolder.CONFIG, AdapterFolder.WEIGHTS);

    private static final String CONFIG = "adapter_config.json";
    private static final String WEIGHTS = "adapter_model.safetensors";
    private static final Map<String, String> METADATA = Map.of("format", "pt");
    private static final String PREFIX = "base_model.model.";
    private static final String WEIGHT = ".weight";

    private final AdapterConfig config;
    private final SafetensorsFile file;

    private AdapterFolder(AdapterConfig config, SafetensorsFile file) {
        this.config = config;
        this.file = file;
    }

    /**
     * Opens the adapters of a checkpoint and checks that there are those which its configuration calls for.
     *
     * @param config with adapters
     */
    static AdapterFolder open(Path checkpoint, ModelConfig config) {
        Path path = checkpoint.resolve(FOLDER).resolve(WEIGHTS);
        if (!Files.exists(path)) {
            throw new CheckpointFileMissingException(path);
        }
        SafetensorsFile file = SafetensorsFile.open(path);
        try {
            check(file, config);
        } catch (RuntimeException e) {
            file.close();
            throw e;
        }
        return new AdapterFolder(config.adapter().orElseThrow(), file);
    }

    private static void check(SafetensorsFile file, ModelConfig config) {
        Map<String, TensorSpec> wanted = new TreeMap<>();
        specs(config).forEach(spec -> wanted.put(spec.name(), spec));
        Map<String, TensorEntry> found = new TreeMap<>();
        file.entries().forEach(entry -> found.put(entry.name(), entry));
        LayoutCheck.requireSameNames(wanted.keySet(), found.keySet());
        wanted.forEach((name, spec) -> {
            TensorEntry entry = found.get(name);
            if (!Arrays.equals(entry.shape(), spec.shape())) {
                throw new ShapeMismatchException(name, spec.shape(), entry.shape());
            }
            if (!entry.dtype().widensToFloat32()) {
                throw new DTypeUnsupportedException(name, entry.dtype(), "BF16, F16 or F32");
            }
        });
    }

    /** The tensors of a configuration's adapters. */
    static List<TensorSpec> specs(ModelConfig config) {
        AdapterConfig adapter = config.adapter().orElseThrow();
        List<TensorSpec> specs = new ArrayList<>();
        TensorLayout.of(config).shapes().forEach((name, shape) -> {
            if (adapter.covers(name)) {
                specs.add(new TensorSpec(a(name), DType.BF16, new long[] {adapter.rank(), shape[1]}));
                specs.add(new TensorSpec(b(name), DType.BF16, new long[] {shape[0], adapter.rank()}));
            }
        });
        return specs;
    }

    private static String a(String name) {
        return PREFIX + name.substring(0, name.length() - WEIGHT.length()) + ".lora_A.weight";
    }

    private static String b(String name) {
        return PREFIX + name.substring(0, name.length() - WEIGHT.length()) + ".lora_B.weight";
    }

    boolean covers(String name) {
        return config.covers(name);
    }

    /** @param name of a weight that has an adapter */
    LowRankPair pair(String name) {
        return new LowRankPair(config.rank(), config.scale(), file.readFloat32(a(name)), file.readFloat32(b(name)));
    }

    long bytes() {
        return file.dataBytes();
    }

    long bytes(String name) {
        return file.entry(a(name)).byteLength() + file.entry(b(name)).byteLength();
    }

    @Override
    public void close() {
        file.close();
    }

    /** Begins the folder of a checkpoint that is being written. */
    static Writer create(Path checkpoint, ModelConfig config) {
        Path folder = checkpoint.resolve(FOLDER);
        try {
            Files.createDirectory(folder);
        } catch (IOException e) {
            throw new FileAccessException(folder, e);
        }
        JsonFiles.write(folder.resolve(CONFIG), config.adapter().orElseThrow().toPeft());
        return new Writer(SafetensorsWriter.create(folder.resolve(WEIGHTS), specs(config), METADATA));
    }

    /** What is written of it. */
    record Writer(SafetensorsWriter file) {
        /** @param name of the weight */
        void write(String name, LowRankPair pair) {
            file.write(a(name), pair.a());
            file.write(b(name), pair.b());
        }
    }
}
