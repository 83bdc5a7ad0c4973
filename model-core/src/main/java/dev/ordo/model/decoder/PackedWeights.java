package dev.ordo.model.decoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.ordo.model.checkpoint.CheckpointDirectory;
import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.checkpoint.PackedLocation;
import dev.ordo.model.packed.PackedLayout;
import dev.ordo.model.torch.ComputeType;
import dev.ordo.model.torch.Kernels;
import dev.ordo.model.torch.TensorScope;
import dev.ordo.model.torch.TorchSession;
import java.util.Set;

/**
 * The weights of a checkpoint as the kernels' products take them: packed ones as they are packed, the others in one type; and so the
 * embedding, packed or not, for it is no product's alone. Where a head that is tied to a packed embedding can compute packed, it is a
 * weight of its own beside it.
 */
final class PackedWeights implements AutoCloseable {
    private static final int BYTE = 0;
    private static final int BFLOAT16 = 15;

    /** What the processor's operator for numbers of 4 bits takes. */
    private static final Set<Integer> GROUP_SIZES = Set.of(32, 64, 128, 256);

    private static final int ROWS = 16;

    private final TorchSession session;
    private final CheckpointDirectory checkpoint;
    private final ComputeType type;
    private final Kernels kernels;
    private final MappedWeights weights;

    PackedWeights(TorchSession session, CheckpointDirectory checkpoint, ComputeType type) {
        this.session = session;
        this.checkpoint = checkpoint;
        this.type = type;
        this.kernels = Kernels.compile(session.device(), "tensors", "weights", "products", "cpu");
        this.weights = new MappedWeights(session, checkpoint, kernels);
    }

    /** The checkpoint's, of which the head is no longer tied if it is a weight of its own. */
    ModelConfig config() {
        ModelConfig config = checkpoint.config();
        return isHeadApart() ? config.withUntiedHead() : config;
    }

    private boolean isHeadApart() {
        return checkpoint.config().tieWordEmbeddings()
                && checkpoint
                        .packedLocation(ParameterLayout.EMBEDDING)
                        .filter(packed -> packed.layout().isMultipliedPacked() && onProcessor(packed.layout()))
                        .isPresent();
    }

    /**
     * One weight.
     *
     * @return it, or numbers and scales; the owner's
     */
    NDList read(NDManager owner, String name) {
        boolean tied = name.equals(ParameterLayout.HEAD) && isHeadApart();
        return checkpoint
                .packedLocation(tied ? ParameterLayout.EMBEDDING : name)
                .filter(packed -> packed.layout().isMultipliedPacked() && !name.equals(ParameterLayout.EMBEDDING))
                .map(packed -> numbers(owner, packed))
                .or(() -> checkpoint.nf4Location(name).map(packed -> weights.nf4(owner, packed)))
                .orElseGet(() -> new NDList(plain(owner, name)));
    }

    private NDArray plain(NDManager owner, String name) {
        if (type == ComputeType.FLOAT32) {
            return weights.read(owner, name);
        }
        try (TensorScope scope = session.scope()) {
            return kernels.tensor(owner, "converted", weights.read(scope.manager(), name), type.code());
        }
    }

    private NDList numbers(NDManager owner, PackedLocation packed) {
        PackedLayout layout = packed.layout();
        int columns = layout.columns();
        try (TensorScope scope = session.scope()) {
            NDManager own = scope.manager();
            NDArray words = weights.stored(own, packed.words(), BYTE, layout.rows(), 4L * layout.wordsPerRow());
            NDArray scales = weights.stored(owner, packed.scales(), BFLOAT16, layout.rows(), layout.groupsPerRow());
            boolean operator = onProcessor(layout);
            NDArray numbers = kernels.tensor(
                    operator ? own : owner, "without_padding", words, columns * layout.bits() / Byte.SIZE);
            if (!operator) {
                return new NDList(numbers, scales);
            }
            scales.attach(own);
            return kernels.tensors(owner, "int4_packed", numbers, scales, columns);
        }
    }

    private boolean onProcessor(PackedLayout layout) {
        return type == ComputeType.BFLOAT16
                && !session.device().isGpu()
                && layout.rows() % ROWS == 0
                && GROUP_SIZES.contains(layout.groupSize());
    }

    @Override
    public void close() {
        kernels.close();
    }
}
