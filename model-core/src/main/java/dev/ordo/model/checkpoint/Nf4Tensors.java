package dev.ordo.model.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ordo.model.packed.DoublyQuantized;
import dev.ordo.model.packed.Nf4Weight;
import dev.ordo.model.packed.PackedLayout;
import dev.ordo.model.packed.PackedWeightException;
import dev.ordo.model.safetensors.DType;
import dev.ordo.model.safetensors.TensorSpec;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * How bitsandbytes stores a weight {@code X.weight} of shape (rows, columns) in NF4:
 *
 * <pre>
 * X.weight                                  U8  (rows * columns / 2, 1)   two numbers a byte, the first in the upper half
 * X.weight.absmax                           U8  (rows * columns / 64)     codes of the scales
 * X.weight.nested_absmax                    F32 (scales / 256)            rounded up
 * X.weight.nested_quant_map                 F32 (256)                     what the codes stand for
 * X.weight.quant_map                        F32 (16)                      what the numbers stand for
 * X.weight.quant_state.bitsandbytes__nf4    U8  (bytes)                   JSON: sizes, types and the scales' offset
 * </pre>
 */
final class Nf4Tensors {
    private static final String CODES = ".absmax";
    private static final String MAXIMA = ".nested_absmax";
    private static final String SCALE_VALUES = ".nested_quant_map";
    private static final String VALUES = ".quant_map";
    private static final String STATE = ".quant_state.bitsandbytes__nf4";

    /** Bytes of a state that is written here: blanks follow the JSON, so that sizes are known before any offset is. */
    private static final int STATE_BYTES = 256;

    private static final int MAX_STATE_BYTES = 4096;

    private static final String OFFSET = "nested_offset";

    private Nf4Tensors() {}

    static List<TensorSpec> specs(String name, PackedLayout layout) {
        int scales = layout.rows() * layout.groupsPerRow();
        return List.of(
                new TensorSpec(name, DType.U8, new long[] {(long) layout.rows() * layout.columns() / 2, 1}),
                new TensorSpec(name + CODES, DType.U8, new long[] {scales}),
                new TensorSpec(name + MAXIMA, DType.F32, new long[] {DoublyQuantized.blocks(scales)}),
                new TensorSpec(name + SCALE_VALUES, DType.F32, new long[] {DoublyQuantized.CODES}),
                new TensorSpec(name + VALUES, DType.F32, new long[] {Nf4Weight.values().length}),
                new TensorSpec(name + STATE, DType.U8, new long[] {STATE_BYTES}));
    }

    /** Whether so many bytes, of whatever shape is allowed, may be the state of a weight; other tensors have one shape only. */
    static boolean isState(String storedName, long[] shape) {
        return storedName.endsWith(STATE) && shape.length == 1 && shape[0] <= MAX_STATE_BYTES;
    }

    /** The stored tensors of a weight, little endian, by name. */
    static SortedMap<String, ByteBuffer> bytes(String name, Nf4Weight weight) {
        SortedMap<String, ByteBuffer> bytes = new TreeMap<>();
        bytes.put(name, ByteBuffer.wrap(weight.numbers()));
        bytes.put(name + CODES, ByteBuffer.wrap(weight.scales().codes()));
        bytes.put(name + MAXIMA, StoredTensors.floats(weight.scales().maxima()));
        bytes.put(name + SCALE_VALUES, StoredTensors.floats(weight.scales().values()));
        bytes.put(name + VALUES, StoredTensors.floats(Nf4Weight.values()));
        bytes.put(name + STATE, state(weight.layout(), weight.scales().offset()));
        return bytes;
    }

    /**
     * Looks at what a weight says of itself.
     *
     * @param stored from a stored name to its bytes, little endian
     * @return the offset of its scales
     * @throws PackedWeightException naming the tensor, if that is not what Ordo computes with
     */
    static float check(String name, PackedLayout layout, Function<String, ByteBuffer> stored) {
        if (!Arrays.equals(StoredTensors.floats(stored.apply(name + VALUES)), Nf4Weight.values())) {
            throw new PackedWeightException(name + VALUES + " must hold the sixteen values of NF4");
        }
        return offset(name + STATE, layout, stored.apply(name + STATE));
    }

    /**
     * The scales of a stored weight.
     *
     * @param stored from a stored name to its bytes, little endian
     * @throws PackedWeightException naming the weight, if it is not what Ordo computes with
     */
    static DoublyQuantized scales(String name, PackedLayout layout, Function<String, ByteBuffer> stored) {
        float offset = check(name, layout, stored);
        byte[] codes = bytes(stored.apply(name + CODES));
        try {
            return new DoublyQuantized(
                    codes,
                    StoredTensors.floats(stored.apply(name + MAXIMA)),
                    StoredTensors.floats(stored.apply(name + SCALE_VALUES)),
                    offset);
        } catch (PackedWeightException e) {
            throw e.of(name);
        }
    }

    static Nf4Weight read(String name, PackedLayout layout, Function<String, ByteBuffer> stored) {
        return new Nf4Weight(layout, bytes(stored.apply(name)), scales(name, layout, stored));
    }

    /** The offset in a state, all else in it checked. */
    private static float offset(String storedName, PackedLayout layout, ByteBuffer state) {
        String text = StandardCharsets.UTF_8.decode(state.duplicate()).toString();
        JsonNode json = JsonFiles.parse(text, problem -> new PackedWeightException(storedName + " " + problem));
        state(layout).properties().forEach(wanted -> {
            JsonNode actual = json.path(wanted.getKey());
            if (!actual.equals(wanted.getValue())) {
                throw new PackedWeightException(storedName + " must have " + wanted.getKey() + " " + wanted.getValue()
                        + ", has " + (actual.isMissingNode() ? "none" : actual));
            }
        });
        float offset = json.path(OFFSET).floatValue();
        if (!json.path(OFFSET).isNumber() || !Float.isFinite(offset)) {
            throw new PackedWeightException(storedName + " must have a finite number as " + OFFSET);
        }
        return offset;
    }

    private static ByteBuffer state(PackedLayout layout, float offset) {
        ByteBuffer state = ByteBuffer.allocate(STATE_BYTES);
        Arrays.fill(state.array(), (byte) ' ');
        state.put(state(layout).put(OFFSET, (double) offset).toString().getBytes(StandardCharsets.UTF_8));
        return state.rewind();
    }

    /** A state without its offset: what is the same in all weights of these sizes. */
    private static ObjectNode state(PackedLayout layout) {
        ObjectNode state = JsonNodeFactory.instance.objectNode();
        state.put("quant_type", "nf4");
        state.put("blocksize", Nf4Weight.BLOCK);
        state.put("dtype", "bfloat16");
        state.putArray("shape").add(layout.rows()).add(layout.columns());
        state.put("nested_blocksize", DoublyQuantized.BLOCK);
        state.put("nested_dtype", "float32");
        return state;
    }

    private static byte[] bytes(ByteBuffer stored) {
        byte[] bytes = new byte[stored.remaining()];
        stored.duplicate().get(bytes);
        return bytes;
    }
}
