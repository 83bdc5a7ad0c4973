package dev.ordo.model.decoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.ordo.model.torch.Kernels;
import dev.ordo.model.torch.TorchSession;
import java.util.Arrays;
import java.util.List;

/**
 * A model's tensors as kernels take them: in the order of a layout, one for every list of names, and behind each packed one its scales.
 * They are their owner's.
 */
final class DecoderWeights {
    /** Numbers that the processor's operator takes stand in blocks of so many rows; whole blocks may be put one behind another. */
    private static final long BLOCK_ROWS = 64;

    private final ParameterLayout layout;
    private final List<List<String>> groups;
    private final NDList tensors;
    private final NDList scales;
    private final NDArray none;

    private DecoderWeights(
            ParameterLayout layout, List<List<String>> groups, NDList tensors, NDList scales, NDArray none) {
        this.layout = layout;
        this.groups = groups;
        this.tensors = tensors;
        this.scales = scales;
        this.none = none;
    }

    /** Of a model none of whose tensors is there yet. */
    static DecoderWeights of(ParameterLayout layout, NDArray none) {
        List<List<String>> single = layout.names().stream().map(List::of).toList();
        return new DecoderWeights(layout, single, new NDList(), new NDList(), none);
    }

    /** Adds the next one: itself, or its numbers and scales. */
    void add(NDList parts) {
        tensors.add(parts.get(0));
        scales.add(parts.size() > 1 ? parts.get(1) : none);
    }

    boolean isPacked() {
        return scales.stream().anyMatch(each -> each != none);
    }

    boolean isJoined() {
        return groups.size() < layout.names().size();
    }

    NDList tensors() {
        return tensors;
    }

    /** What kernels are told: the tensors, and, if some are packed, as many scales. */
    NDList argument() {
        return isPacked() ? new NDList(tensors).addAll(scales) : tensors;
    }

    /** The tensor of a name that no other is joined to; null if it is packed. */
    NDArray whole(String name) {
        int index = groups.indexOf(List.of(name));
        return scales.get(index) == none ? tensors.get(index) : null;
    }

    /** The values of a name, which is not packed, row-major. */
    float[] values(String name) {
        int index = 0;
        while (!groups.get(index).contains(name)) {
            index++;
        }
        int from = 0;
        for (String before : groups.get(index)) {
            int size = Math.toIntExact(ParameterLayout.size(layout.shape(before)));
            if (before.equals(name)) {
                return Arrays.copyOfRange(TorchSession.toFloats(tensors.get(index)), from, from + size);
            }
            from += size;
        }
        throw new IllegalStateException(name + " is in no group");
    }

    /**
     * The same weights with those of one input as one, which replaces them; or these, unchanged, if some of such a group are packed otherwise
     * than others.
     *
     * @param kernels compiled with {@code tensors}
     */
    DecoderWeights joined(NDManager owner, Kernels kernels) {
        List<List<String>> joined = layout.joined();
        int first = 0;
        for (List<String> group : joined) {
            if (!alike(first, first + group.size())) {
                return this;
            }
            first += group.size();
        }
        DecoderWeights result = new DecoderWeights(layout, joined, new NDList(), new NDList(), none);
        first = 0;
        for (List<String> group : joined) {
            int end = first + group.size();
            result.add(group.size() == 1 ? parts(first) : joined(owner, kernels, first, end));
            first = end;
        }
        return result;
    }

    private NDList parts(int index) {
        NDArray scale = scales.get(index);
        return scale == none ? new NDList(tensors.get(index)) : new NDList(tensors.get(index), scale);
    }

    private boolean alike(int from, int to) {
        if (to - from == 1) {
            return true;
        }
        Shape scale = scales.get(from).getShape();
        boolean blocks = scale.dimension() == 3;
        for (int i = from; i < to; i++) {
            Shape other = scales.get(i).getShape();
            boolean same = other.dimension() == scale.dimension()
                    && (scale.dimension() == 1 || groups(other) == groups(scale))
                    && (tensors.get(i).getShape().dimension() == 1
                            || tensors.get(i).getShape().get(1)
                                    == tensors.get(from).getShape().get(1));
            if (!same || blocks && tensors.get(i).getShape().get(0) % BLOCK_ROWS != 0) {
                return false;
            }
        }
        return true;
    }

    /** Of (rows, groups), or (groups, rows, 2). */
    private static long groups(Shape scales) {
        return scales.get(scales.dimension() == 3 ? 0 : 1);
    }

    private NDList joined(NDManager owner, Kernels kernels, int from, int to) {
        NDList some = new NDList(tensors.subList(from, to));
        NDList result = new NDList(kernels.tensor(owner, "joined", some, 0));
        some.forEach(NDArray::close);
        if (scales.get(from) != none) {
            NDList their = new NDList(scales.subList(from, to));
            result.add(kernels.tensor(
                    owner, "joined", their, their.get(0).getShape().dimension() == 3 ? 1 : 0));
            their.forEach(NDArray::close);
        }
        return result;
    }
}
