package dev.ordo.model.checkpoint;

import dev.ordo.model.ShapeMismatchException;
import dev.ordo.model.packed.NumberFormat;
import dev.ordo.model.packed.PackedLayout;
import dev.ordo.model.safetensors.DType;
import dev.ordo.model.safetensors.TensorEntry;
import dev.ordo.model.safetensors.TensorSpec;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Compares the stored tensors of a checkpoint with those that its configuration calls for. */
final class LayoutCheck {
    private final TensorLayout layout;
    private final Shards shards;
    private final List<TensorSpec> expected;

    LayoutCheck(TensorLayout layout, Shards shards) {
        this.layout = layout;
        this.shards = shards;
        this.expected = StoredTensors.all(layout, DType.F32);
    }

    void run() {
        requireSameNames(
                expected.stream().map(TensorSpec::name).toList(),
                shards.byTensor().keySet());
        expected.forEach(this::tensor);
        layout.shapes().keySet().forEach(name -> layout.packed(name).ifPresent(packed -> sizes(name, packed)));
    }

    /**
     * Whether there are all tensors that should be, and no others.
     *
     * @throws TensorMissingException naming those that are not there
     * @throws TensorUnexpectedException naming those that should not be
     */
    static void requireSameNames(Collection<String> expected, Collection<String> found) {
        Set<String> missing = new TreeSet<>(expected);
        Set<String> unexpected = new TreeSet<>(found);
        unexpected.removeAll(missing);
        missing.removeAll(found);
        if (!missing.isEmpty()) {
            throw new TensorMissingException(missing);
        }
        if (!unexpected.isEmpty()) {
            throw new TensorUnexpectedException(unexpected);
        }
    }

    private void tensor(TensorSpec spec) {
        TensorEntry entry = shards.entry(spec.name());
        if (!Arrays.equals(entry.shape(), spec.shape()) && !Nf4Tensors.isState(spec.name(), entry.shape())) {
            throw new ShapeMismatchException(spec.name(), spec.shape(), entry.shape());
        }
        boolean plain = layout.shapes().containsKey(spec.name())
                && layout.packed(spec.name()).isEmpty();
        if (plain && !entry.dtype().widensToFloat32()) {
            throw new DTypeUnsupportedException(spec.name(), entry.dtype(), "BF16, F16 or F32");
        }
        if (!plain && entry.dtype() != spec.dtype()) {
            throw new DTypeUnsupportedException(
                    spec.name(), entry.dtype(), spec.dtype().name());
        }
    }

    /** What a packed weight says of its own sizes. */
    private void sizes(String name, PackedLayout packed) {
        if (packed.numbers() == NumberFormat.NF4) {
            Nf4Tensors.check(name, packed, each -> shards.fileOf(each).readBytes(each));
            return;
        }
        String stored = StoredTensors.shapeName(name);
        ByteBuffer bytes = shards.fileOf(stored).readBytes(stored);
        long[] actual = {bytes.getLong(), bytes.getLong()};
        long[] wanted = {packed.rows(), packed.columns()};
        if (!Arrays.equals(actual, wanted)) {
            throw new ShapeMismatchException(name, wanted, actual);
        }
    }
}
