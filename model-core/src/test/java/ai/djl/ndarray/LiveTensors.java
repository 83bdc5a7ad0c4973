package ai.djl.ndarray;

/** Counts what a manager and those below it hold. DJL shows a manager's own tensors only, and no managers at all. */
public final class LiveTensors {
    private LiveTensors() {}

    /** How many tensors and managers are below a manager, whatever their depth. */
    public static int count(NDManager manager) {
        int count = 0;
        for (AutoCloseable held : ((BaseNDManager) manager).resources.values()) {
            count += 1 + (held instanceof NDManager below ? count(below) : 0);
        }
        return count;
    }
}
