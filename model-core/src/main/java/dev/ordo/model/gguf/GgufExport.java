package dev.ordo.model.gguf;

import dev.ordo.model.FileAccessException;
import dev.ordo.model.UnstorableValueException;
import dev.ordo.model.checkpoint.CheckpointDirectory;
import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.checkpoint.TensorLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Writes a checkpoint as one GGUF file, which llama.cpp opens: weights, configuration, tokenizer, chat template. */
public final class GgufExport {
    private static final int QUANTIZATION_VERSION = 2;

    private final CheckpointDirectory checkpoint;
    private final ModelConfig config;
    private final GgufFileType type;
    private final List<String> losses = new ArrayList<>();

    private GgufExport(CheckpointDirectory checkpoint, GgufFileType type) {
        this.checkpoint = checkpoint;
        this.config = checkpoint.config();
        this.type = type;
    }

    /**
     * Where and how a file is written.
     *
     * @param target the file
     * @param replacing whether a file that is there is replaced
     * @param name what the file calls the model
     * @param threads that encode values
     * @param progress told the name of each tensor before it is written
     */
    public record Options(Path target, boolean replacing, String name, int threads, Consumer<String> progress) {}

    /**
     * Writes a file, which appears whole or not at all. Holds a piece of one tensor in memory at a time; query, key and packed
     * weights whole. Packed weights keep their own integers where the type has room for them. Equal checkpoints yield equal bytes.
     *
     * @return what was written, and what was lost
     * @throws dev.ordo.model.checkpoint.UnsupportedConfigException naming what llama.cpp does not compute
     * @throws dev.ordo.model.tokenizer.TokenizerException if llama.cpp cannot be told of the tokenizer
     * @throws UnstorableValueException if a value is not finite, or too large for its type
     * @throws GgufExistsException if the target is taken
     * @throws FileAccessException if the file system refuses
     */
    public static GgufReport write(CheckpointDirectory checkpoint, GgufFileType type, Options options) {
        return new GgufExport(checkpoint, type).write(options);
    }

    private GgufReport write(Options options) {
        Map<String, GgufTensor> tensors = tensors();
        List<GgufTensor> declared = new ArrayList<>(tensors.values());
        RotaryMetadata.factors(config).ifPresent(factors -> declared.add(rotary(factors)));
        MetadataWriter metadata = metadata(options.name());
        try (GgufWriter writer =
                GgufWriter.create(options.target(), options.replacing(), metadata, declared, options.threads())) {
            RotaryMetadata.factors(config)
                    .ifPresent(factors -> writer.write(RotaryMetadata.FACTORS, Stream.of(factors)));
            TensorTransfer transfer = new TensorTransfer(checkpoint, writer);
            tensors.forEach((name, tensor) -> {
                options.progress().accept(tensor.name());
                transfer.write(name, tensor);
            });
            losses.addAll(transfer.losses());
            return report(writer.commit(), declared);
        }
    }

    /** The tensors of the file by their names in the checkpoint. */
    private Map<String, GgufTensor> tensors() {
        Map<String, GgufTensor> tensors = new LinkedHashMap<>();
        TensorLayout.of(config).shapes().forEach((name, shape) -> {
            List<Long> axes = Arrays.stream(shape).boxed().toList();
            String told = GgufTensorNames.of(name);
            tensors.put(name, new GgufTensor(told, type.of(told, shape), axes, 0));
        });
        return tensors;
    }

    private static GgufTensor rotary(float[] factors) {
        return new GgufTensor(RotaryMetadata.FACTORS, GgufTensorType.F32, List.of((long) factors.length), 0);
    }

    private MetadataWriter metadata(String name) {
        MetadataWriter metadata = new MetadataWriter();
        metadata.text("general.architecture", config.modelType());
        metadata.text("general.type", "model");
        metadata.text("general.name", name);
        metadata.integer("general.file_type", type.id());
        if (type.quantized()) {
            metadata.integer("general.quantization_version", QUANTIZATION_VERSION);
        }
        ConfigMetadata.write(config, metadata);
        TokenizerMetadata.write(checkpoint.path(), config, metadata, losses::add);
        return metadata;
    }

    private GgufReport report(Path file, List<GgufTensor> declared) {
        SortedMap<GgufTensorType, Integer> counts = new TreeMap<>();
        List<GgufReport.Fallback> fallbacks = new ArrayList<>();
        for (GgufTensor tensor : declared) {
            counts.merge(tensor.type(), 1, Integer::sum);
            GgufTensorType intended =
                    type.intended(tensor.name(), tensor.shape().size());
            if (tensor.type() != intended) {
                fallbacks.add(
                        new GgufReport.Fallback(tensor.name(), tensor.shape().get(1), intended, tensor.type()));
            }
        }
        try {
            return new GgufReport(file, Files.size(file), counts, fallbacks, losses);
        } catch (IOException e) {
            throw new FileAccessException(file, e);
        }
    }
}
