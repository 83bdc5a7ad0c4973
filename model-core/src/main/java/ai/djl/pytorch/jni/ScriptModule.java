package ai.djl.pytorch.jni;

import ai.djl.Device;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A loaded TorchScript module whose methods take and return any TorchScript value.
 *
 * <p>DJL's public block passes tensors only and runs them in inference mode. This class calls the same native function
 * with {@code train = true}: results may be kept, changed in place and differentiated. The graph executor's optimizer is
 * switched off on the calling thread, because it re-profiles for every new shape.
 */
public final class ScriptModule implements AutoCloseable {
    private static final boolean TRAIN = true;
    private static final boolean SEPARATE_CUDA_STREAM = false;

    private final AtomicLong handle;

    private ScriptModule(long handle) {
        this.handle = new AtomicLong(handle);
    }

    /**
     * Loads a TorchScript archive.
     *
     * @param archive the zip's bytes
     * @param device where the module's constants go
     * @throws ai.djl.engine.EngineException if the code does not compile; the message names the line
     */
    public static ScriptModule load(byte[] archive, Device device) {
        try {
            return new ScriptModule(JniUtils.loadModuleHandle(new ByteArrayInputStream(archive), device, false, false));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /**
     * Calls a method and closes the arguments.
     *
     * @param method the method's name
     * @param arguments its arguments without self; closed when this returns or throws
     * @return the result; the caller closes it
     * @throws ai.djl.engine.EngineException if the method fails; the message carries the script's line
     */
    public IValue run(String method, IValue... arguments) {
        long[] handles = new long[arguments.length];
        for (int i = 0; i < handles.length; i++) {
            handles[i] = arguments[i].getHandle();
        }
        try {
            JniUtils.setGraphExecutorOptimize(false);
            return new IValue(
                    PyTorchLibrary.LIB.moduleRunMethod(handle.get(), method, handles, TRAIN, SEPARATE_CUDA_STREAM));
        } finally {
            for (IValue argument : arguments) {
                argument.close();
            }
        }
    }

    /** Frees the module; a second call does nothing. */
    @Override
    public void close() {
        long owned = handle.getAndSet(0);
        if (owned != 0) {
            JniUtils.deleteModule(owned);
        }
    }
}
