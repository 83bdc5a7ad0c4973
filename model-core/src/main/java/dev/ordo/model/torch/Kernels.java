package dev.ordo.model.torch;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.pytorch.jni.ScriptModule;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * Kernels compiled from text resources of {@code dev/ordo/model/kernels}.
 *
 * <p>Arguments may be {@link NDArray}, {@link NDList}, int, long, float, double, boolean, String, {@code long[]},
 * {@code double[]} or {@link Device}. Gradients are off when a kernel starts, whatever the thread's mode, and the
 * thread's mode is what it was when the call returns or throws.
 */
public final class Kernels implements AutoCloseable {
    private static final String FOLDER = "/dev/ordo/model/kernels/";

    private final ScriptModule module;

    private Kernels(ScriptModule module) {
        this.module = module;
    }

    /**
     * Compiles the named sources as one module, so that they may call each other.
     *
     * @param sources names without the suffix, for example "decoder"
     * @throws IllegalArgumentException if there is no such source
     * @throws ai.djl.engine.EngineException if it does not compile
     */
    public static Kernels compile(Device device, String... sources) {
        StringBuilder text = new StringBuilder();
        for (String source : sources) {
            text.append(read(source)).append('\n');
        }
        return new Kernels(ScriptModule.load(KernelArchive.of(text.toString()), device));
    }

    /** Calls a kernel that returns one tensor, which the owner then owns. */
    public NDArray tensor(NDManager owner, String kernel, Object... arguments) {
        try (IValue result = call(kernel, arguments)) {
            NDArray tensor = result.toTensor((PtNDManager) owner);
            NDScope.unregister(tensor);
            return tensor;
        }
    }

    /** Calls a kernel that returns a list of tensors, which the owner then owns. */
    public NDList tensors(NDManager owner, String kernel, Object... arguments) {
        try (IValue result = call(kernel, arguments)) {
            NDList tensors = new NDList(result.toTensorArray((PtNDManager) owner));
            NDScope.unregister(tensors);
            return tensors;
        }
    }

    /** Calls a kernel for what it does in place, or for its int result. */
    public long number(String kernel, Object... arguments) {
        try (IValue result = call(kernel, arguments)) {
            return result.toLong();
        }
    }

    private IValue call(String kernel, Object... arguments) {
        IValue[] values = new IValue[arguments.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = value(arguments[i]);
        }
        boolean gradients = JniUtils.isGradMode();
        try {
            JniUtils.setGradMode(false);
            return module.run(kernel, values);
        } finally {
            JniUtils.setGradMode(gradients);
        }
    }

    private static IValue value(Object argument) {
        if (argument instanceof NDArray tensor) {
            return IValue.from((PtNDArray) tensor);
        } else if (argument instanceof NDList list) {
            return IValue.listFrom(list.stream().map(PtNDArray.class::cast).toArray(PtNDArray[]::new));
        } else if (argument instanceof Integer || argument instanceof Long) {
            return IValue.from(((Number) argument).longValue());
        } else if (argument instanceof Float || argument instanceof Double) {
            return IValue.from(((Number) argument).doubleValue());
        } else if (argument instanceof Boolean flag) {
            return IValue.from((boolean) flag);
        } else if (argument instanceof long[] numbers) {
            return IValue.listFrom(numbers);
        } else if (argument instanceof double[] numbers) {
            return IValue.listFrom(numbers);
        } else if (argument instanceof Device device) {
            return IValue.from(device.isGpu() ? "cuda:" + device.getDeviceId() : "cpu");
        } else if (argument instanceof String text) {
            return IValue.from(text);
        }
        throw new IllegalArgumentException(
                "a kernel takes no " + argument.getClass().getName());
    }

    private static String read(String source) {
        try (InputStream in = Kernels.class.getResourceAsStream(FOLDER + source + ".py")) {
            if (in == null) {
                throw new IllegalArgumentException("no kernel source named " + source);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    @Override
    public void close() {
        module.close();
    }
}
