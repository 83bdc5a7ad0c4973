package dev.ordo.model.torch;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;

/**
 * A lifetime for the tensors of one step: whatever this thread makes while it is open dies with it, unless a
 * kernel call named another owner for it.
 *
 * <p>A manager alone is not enough in DJL: the result of an operation belongs to the manager of its input. So a thread
 * scope is held too.
 */
public final class TensorScope implements AutoCloseable {
    private final NDManager manager;
    private final NDScope thread;

    TensorScope(NDManager manager) {
        this.manager = manager;
        this.thread = new NDScope();
    }

    /** The manager of what is made in this scope. */
    public NDManager manager() {
        return manager;
    }

    @Override
    public void close() {
        thread.close();
        manager.close();
    }
}
