package dev.ordo.model.gguf;

import dev.ordo.model.FileAccessException;
import dev.ordo.model.ShapeMismatchException;
import dev.ordo.model.checkpoint.CheckpointWriter;
import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.checkpoint.TensorLayout;
import dev.ordo.model.checkpoint.TensorMissingException;
import dev.ordo.model.checkpoint.TensorUnexpectedException;
import dev.ordo.model.safetensors.DType;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** A model in a GGUF file, to be made a checkpoint directory of. */
public final class GgufModel {
    private final GgufFile file;
    private final ModelConfig config;

    private GgufModel(GgufFile file) {
        this.file = file;
        this.config = GgufConfig.of(file, StorageType.of(file));
    }

    /**
     * Writes the model of a file as a checkpoint directory: weights, configuration, tokenizer, chat template.
     *
     * <p>Values are those that llama.cpp computes with, exactly. A file whose matrices are all F16 or all BF16 stays in that
     * type; quantized ones are written in float32, which holds every decoded value. Holds one tensor in memory at a time.
     *
     * @param gguf a file of the families Qwen2, Qwen3 or Llama, with tensors of any {@link GgufTensorType}
     * @param target a path at which nothing is yet, or an empty directory
     * @return the target
     * @throws GgufException if the file is unsound, or uses a part of the format that Ordo does not read
     * @throws dev.ordo.model.checkpoint.UnsupportedConfigException if Ordo does not compute such a model
     * @throws dev.ordo.model.tokenizer.TokenizerException if the file has no tokenizer, or one that Ordo does not read
     * @throws TensorMissingException if a tensor is absent
     * @throws TensorUnexpectedException if there is a tensor that has no place
     * @throws ShapeMismatchException if a tensor has another shape than the metadata call for
     * @throws FileAccessException if the file system refuses
     */
    public static Path convert(Path gguf, Path target) {
        try (GgufFile file = GgufFile.open(gguf)) {
            return new GgufModel(file).write(target);
        }
    }

    private Path write(Path target) {
        GgufTokenizer tokenizer = GgufTokenizer.of(file.metadata(), config.vocabSize());
        TensorLayout layout = TensorLayout.of(config);
        checkNames(layout.shapes().keySet());
        try (CheckpointWriter writer = CheckpointWriter.create(target, config)) {
            layout.shapes().forEach((name, shape) -> writer.write(name, values(name, shape)));
            tokenizer.writeTo(writer);
            return writer.commit();
        }
    }

    private void checkNames(Set<String> names) {
        Set<String> missing = new TreeSet<>();
        names.forEach(name -> missing.add(GgufTensorNames.of(name)));
        Set<String> unexpected = new TreeSet<>(file.tensors().keySet());
        unexpected.removeAll(missing);
        missing.removeAll(file.tensors().keySet());
        if (!missing.isEmpty()) {
            throw new TensorMissingException(missing);
        }
        if (!unexpected.isEmpty()) {
            throw new TensorUnexpectedException(unexpected);
        }
    }

    private float[] values(String name, long[] shape) {
        GgufTensor tensor = file.tensors().get(GgufTensorNames.of(name));
        if (!tensor.hasShape(shape)) {
            throw new ShapeMismatchException(
                    tensor.name(),
                    shape,
                    tensor.shape().stream().mapToLong(Long::longValue).toArray());
        }
        float[] values = file.readFloat32(tensor);
        if (!config.modelType().equals("llama")) {
            return values;
        }
        if (name.contains(".q_proj.")) {
            return RotaryOrder.split(values, config.numAttentionHeads(), config.headDim());
        }
        if (name.contains(".k_proj.")) {
            return RotaryOrder.split(values, config.numKeyValueHeads(), config.headDim());
        }
        return values;
    }

    /** The narrowest type that holds every value of a file exactly. */
    private static final class StorageType {
        private static final Map<GgufTensorType, DType> PLAIN =
                Map.of(GgufTensorType.F16, DType.F16, GgufTensorType.BF16, DType.BF16);

        static DType of(GgufFile file) {
            Set<GgufTensorType> matrices = new TreeSet<>();
            file.tensors().values().stream()
                    .filter(tensor -> tensor.shape().size() > 1)
                    .forEach(tensor -> matrices.add(tensor.type()));
            DType type = matrices.size() == 1 ? PLAIN.get(matrices.iterator().next()) : null;
            return type != null && vectorsFit(file, type) ? type : DType.F32;
        }

        /** Converters keep norms and biases in F32; those of a 16-bit model are 16-bit values. */
        private static boolean vectorsFit(GgufFile file, DType type) {
            return file.tensors().values().stream()
                    .filter(tensor -> tensor.shape().size() == 1)
                    .allMatch(tensor -> Narrowing.isExact(file.readFloat32(tensor), type));
        }
    }
}
