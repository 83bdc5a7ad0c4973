package dev.ordo.model.training;

import ai.djl.ndarray.NDArray;
import dev.ordo.model.safetensors.DType;
import dev.ordo.model.safetensors.SafetensorsFile;
import dev.ordo.model.safetensors.SafetensorsWriter;
import dev.ordo.model.safetensors.TensorEntry;
import dev.ordo.model.safetensors.TensorSpec;
import dev.ordo.model.torch.TorchSession;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * What training carries from step to step, as one safetensors file: the weights ({@code weight/NAME}) and AdamW's two moments ({@code
 * first/NAME}, {@code second/NAME}) in float32, bit for bit, and in its metadata the steps done. Batches and rates are functions of the
 * step alone.
 *
 * <p>One tensor at a time is in the Java heap.
 */
final class TrainingState {
    private static final String FORMAT = "format";
    private static final String VERSION = "ordo training state 1";
    private static final String STEPS = "steps";

    private TrainingState() {}

    /**
     * Writes a new file.
     *
     * @throws dev.ordo.model.FileAccessException if it exists or cannot be written
     */
    static void write(Map<String, NDArray> tensors, int steps, Path file) {
        List<TensorSpec> specs = tensors.entrySet().stream()
                .map(each -> new TensorSpec(each.getKey(), DType.F32, shape(each.getValue())))
                .toList();
        Map<String, String> metadata = Map.of(FORMAT, VERSION, STEPS, Integer.toString(steps));
        try (SafetensorsWriter writer = SafetensorsWriter.create(file, specs, metadata)) {
            tensors.forEach((name, tensor) -> writer.write(name, TorchSession.toFloats(tensor)));
            writer.finish();
        }
    }

    /**
     * Overwrites the tensors with what a file holds of them.
     *
     * @return the steps done
     * @throws TrainingStateException if the file is of another version or model; then no tensor has been changed
     * @throws dev.ordo.model.safetensors.SafetensorsException if it is no safetensors file
     */
    static int read(Path file, TorchSession session, Map<String, NDArray> tensors) {
        try (SafetensorsFile saved = SafetensorsFile.open(file)) {
            int steps = steps(saved);
            requireSameTensors(saved, tensors);
            tensors.forEach((name, tensor) -> session.overwrite(tensor, saved.readFloat32(name)));
            return steps;
        }
    }

    private static int steps(SafetensorsFile saved) {
        String version = saved.metadata().get(FORMAT);
        String steps = saved.metadata().getOrDefault(STEPS, "");
        if (!VERSION.equals(version) || !steps.matches("[1-9][0-9]{0,8}")) {
            throw new TrainingStateException(
                    saved.path(),
                    "is not an '" + VERSION + "' after some steps, but '" + version + "' after '" + steps + "'");
        }
        return Integer.parseInt(steps);
    }

    private static void requireSameTensors(SafetensorsFile saved, Map<String, NDArray> tensors) {
        List<String> names = saved.entries().stream().map(TensorEntry::name).toList();
        if (names.size() != tensors.size() || !tensors.keySet().containsAll(names)) {
            throw new TrainingStateException(
                    saved.path(),
                    "holds other tensors than the model has: " + names.size() + " of them, expected " + tensors.size());
        }
        for (TensorEntry entry : saved.entries()) {
            long[] expected = shape(tensors.get(entry.name()));
            if (entry.dtype() != DType.F32 || !Arrays.equals(entry.shape(), expected)) {
                throw new TrainingStateException(
                        saved.path(),
                        entry.name() + " is " + entry.dtype() + " " + Arrays.toString(entry.shape()) + ", expected F32 "
                                + Arrays.toString(expected));
            }
        }
    }

    private static long[] shape(NDArray tensor) {
        return tensor.getShape().getShape();
    }
}
