package dev.ordo.model.torch;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;

/**
 * A root of tensors on one device, with the engine started and its threads set. Closing it frees every tensor made
 * under it. The engine itself is one per JVM and stays.
 */
public final class TorchSession implements AutoCloseable {
    private static final String ENGINE = "PyTorch";

    private final NDManager manager;
    private final Kernels basics;

    private TorchSession(NDManager manager) {
        this.manager = manager;
        this.basics = Kernels.compile(manager.getDevice(), "tensors");
    }

    /** Starts the engine if this JVM has not yet, never touching the network, and opens a session. */
    public static TorchSession open(TorchOptions options) {
        System.setProperty("ai.djl.offline", "true");
        System.setProperty("OPT_OUT_TRACKING", "true");
        Engine engine = Engine.getEngine(ENGINE);
        JniUtils.setNumThreads(options.threads());
        return new TorchSession(engine.newBaseManager(options.device()));
    }

    /** What computes, with versions: {@code PyTorch 2.7.1, DJL 0.36.0}. */
    public static String software() {
        return ENGINE + " " + Engine.getEngine(ENGINE).getVersion() + ", DJL " + Engine.getDjlVersion();
    }

    /** The root manager; tensors attached to it live as long as the session. */
    public NDManager manager() {
        return manager;
    }

    /** The device of every tensor of this session. */
    public Device device() {
        return manager.getDevice();
    }

    /** Opens a lifetime for tensors, to be closed by the caller. */
    public TensorScope scope() {
        return new TensorScope(manager.newSubManager());
    }

    /**
     * Copies values into a tensor that PyTorch allocated itself (aligned, and not tied to a Java buffer).
     *
     * @param owner whose close frees the tensor
     * @param values row-major, as many as the shape holds
     * @return float32, of the given shape
     */
    public NDArray floats(NDManager owner, float[] values, long... shape) {
        requireSize(values.length, shape);
        try (TensorScope scope = scope()) {
            NDArray borrowed = scope.manager().create(FloatBuffer.wrap(values), new Shape(shape));
            return basics.tensor(owner, "own", borrowed);
        }
    }

    /** Copies int64 values into a tensor, as {@link #floats} does. */
    public NDArray longs(NDManager owner, long[] values, long... shape) {
        requireSize(values.length, shape);
        try (TensorScope scope = scope()) {
            NDArray borrowed = scope.manager().create(LongBuffer.wrap(values), new Shape(shape));
            return basics.tensor(owner, "own", borrowed);
        }
    }

    /** A float32 tensor of zeros. */
    public NDArray zeros(NDManager owner, long... shape) {
        return zeros(owner, ComputeType.FLOAT32, shape);
    }

    /** A tensor of zeros. */
    public NDArray zeros(NDManager owner, ComputeType type, long... shape) {
        return basics.tensor(owner, "zeros_of", shape, type.code(), device());
    }

    /**
     * Overwrites a float32 tensor in place.
     *
     * @param values row-major, as many as the tensor holds
     */
    public void overwrite(NDArray tensor, float... values) {
        long[] shape = tensor.getShape().getShape();
        requireSize(values.length, shape);
        try (TensorScope scope = scope()) {
            NDArray borrowed = scope.manager().create(FloatBuffer.wrap(values), new Shape(shape));
            basics.number("overwrite", tensor, borrowed);
        }
    }

    /** Reads a float32 tensor back, row-major. */
    public static float[] toFloats(NDArray tensor) {
        ByteBuffer bytes = tensor.toByteBuffer(false).order(ByteOrder.nativeOrder());
        float[] values = new float[bytes.remaining() / Float.BYTES];
        bytes.asFloatBuffer().get(values);
        return values;
    }

    private static void requireSize(int length, long[] shape) {
        long size = 1;
        for (long dimension : shape) {
            size *= dimension;
        }
        if (size != length) {
            throw new IllegalArgumentException(
                    "shape " + new Shape(shape) + " holds " + size + " values, but " + length + " were given");
        }
    }

    @Override
    public void close() {
        basics.close();
        manager.close();
    }
}
