package dev.ordo.model.decoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.ordo.model.checkpoint.CheckpointDirectory;
import dev.ordo.model.checkpoint.Nf4Location;
import dev.ordo.model.checkpoint.PackedLocation;
import dev.ordo.model.checkpoint.StoredBytes;
import dev.ordo.model.packed.PackedLayout;
import dev.ordo.model.safetensors.DType;
import dev.ordo.model.torch.ComputeType;
import dev.ordo.model.torch.Kernels;
import dev.ordo.model.torch.TensorScope;
import dev.ordo.model.torch.TorchSession;
import java.util.Arrays;
import java.util.Map;

/**
 * The weights of a checkpoint as float32 tensors on the session's device, out of its mapped files and past the Java heap. Packed
 * ones are dequantized. The values are those of {@link CheckpointDirectory#readFloat32}, bit for bit.
 */
final class MappedWeights {
    /** PyTorch's numbers for the types that weights are stored in. */
    private static final Map<DType, Integer> TYPES = Map.of(DType.F16, 5, DType.F32, 6, DType.BF16, 15);

    /** What {@link #MappedWeights} is compiled of at least. */
    static final String[] KERNELS = {"weights", "products", "cpu"};

    private static final int BYTE = 0;

    private final TorchSession session;
    private final CheckpointDirectory checkpoint;
    private final Kernels kernels;

    /** @param kernels compiled with all of {@link #KERNELS} */
    MappedWeights(TorchSession session, CheckpointDirectory checkpoint, Kernels kernels) {
        this.session = session;
        this.checkpoint = checkpoint;
        this.kernels = kernels;
    }

    /**
     * One weight, whole; an adapted one by way of the Java heap.
     *
     * @param name its logical name
     * @return float32, in the shape it has in the model; the owner's
     */
    NDArray read(NDManager owner, String name) {
        if (checkpoint.isAdapted(name)) {
            return session.floats(
                    owner, checkpoint.readFloat32(name), checkpoint.info(name).shape());
        }
        return checkpoint
                .packedLocation(name)
                .map(packed -> unpack(owner, packed))
                .or(() -> checkpoint.nf4Location(name).map(packed -> unpack(owner, packed)))
                .orElseGet(() -> plain(
                        owner, checkpoint.location(name), checkpoint.info(name).shape()));
    }

    /** The numbers of a weight in NF4 as {@code products.py} has them, and its scales; the owner's. */
    NDList nf4(NDManager owner, Nf4Location packed) {
        PackedLayout layout = packed.layout();
        return new NDList(
                stored(owner, packed.numbers(), BYTE, layout.rows(), layout.columns() / 2),
                session.floats(owner, packed.scales(), layout.rows(), layout.groupsPerRow()));
    }

    private NDArray unpack(NDManager owner, Nf4Location packed) {
        try (TensorScope scope = session.scope()) {
            NDList parts = nf4(scope.manager(), packed);
            return kernels.tensor(
                    owner,
                    "dequantized",
                    parts.get(0),
                    parts.get(1),
                    packed.layout().columns(),
                    ComputeType.FLOAT32.code());
        }
    }

    /**
     * Some rows of a matrix.
     *
     * @param ids int64, of any shape
     * @return float32, the ids' shape and then the columns; the owner's
     */
    NDArray rows(NDManager owner, String name, NDArray ids) {
        return checkpoint
                .packedLocation(name)
                .map(packed -> unpackRows(owner, packed, ids))
                .orElseGet(() -> floatRows(
                        owner, checkpoint.location(name), checkpoint.info(name).shape()[0], ids));
    }

    private NDArray floatRows(NDManager owner, StoredBytes stored, long rows, NDArray ids) {
        return kernels.tensor(owner, "weight_rows", arguments(stored, TYPES.get(stored.dtype()), rows, ids));
    }

    private NDArray unpackRows(NDManager owner, PackedLocation packed, NDArray ids) {
        StoredBytes scales = packed.scales();
        try (TensorScope scope = session.scope()) {
            return kernels.tensor(
                    owner,
                    "unpacked_rows",
                    arguments(
                            packed.words(),
                            scales.file().toString(),
                            scales.position(),
                            scales.length(),
                            zeros(scope.manager(), packed),
                            packed.layout().rows(),
                            packed.layout().bits(),
                            packed.layout().columns(),
                            ids));
        }
    }

    private NDArray plain(NDManager owner, StoredBytes stored, long... shape) {
        return kernels.tensor(owner, "weight", arguments(stored, TYPES.get(stored.dtype()), shape));
    }

    /** The bytes of a weight, or of a part of one, in the type that they are stored in. */
    NDArray stored(NDManager owner, StoredBytes stored, int type, long... shape) {
        return kernels.tensor(owner, "as_stored", arguments(stored, type, shape));
    }

    private NDArray unpack(NDManager owner, PackedLocation packed) {
        PackedLayout layout = packed.layout();
        try (TensorScope scope = session.scope()) {
            long[] shape = {layout.rows(), layout.wordsPerRow()};
            NDArray words = kernels.tensor(scope.manager(), "packed_words", arguments(packed.words(), shape));
            NDArray scales = plain(scope.manager(), packed.scales(), layout.rows(), layout.groupsPerRow());
            NDList zeros = zeros(scope.manager(), packed);
            return kernels.tensor(owner, "unpacked", words, scales, zeros, layout.bits(), layout.columns());
        }
    }

    /** The zero points of a packed weight's groups, shape (rows, groups); none of a symmetric one. */
    private NDList zeros(NDManager owner, PackedLocation packed) {
        PackedLayout layout = packed.layout();
        NDList zeros = new NDList();
        packed.zeros().ifPresent(stored -> {
            long[] shape = {layout.zeroWords(), layout.groupsPerRow()};
            NDArray words = kernels.tensor(owner, "packed_words", arguments(stored, shape));
            zeros.add(kernels.tensor(owner, "zero_points", words, layout.bits(), layout.rows()));
        });
        return zeros;
    }

    /** File, position, length, what else the kernel is told, and the device. */
    private Object[] arguments(StoredBytes stored, Object... more) {
        Object[] all = Arrays.copyOf(
                new Object[] {stored.file().toString(), stored.position(), stored.length()}, more.length + 4);
        System.arraycopy(more, 0, all, 3, more.length);
        all[all.length - 1] = session.device();
        return all;
    }
}
