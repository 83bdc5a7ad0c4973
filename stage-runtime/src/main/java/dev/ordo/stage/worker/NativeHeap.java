package dev.ordo.stage.worker;

import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * What the C library holds for native code, PyTorch's tensors above all. glibc keeps freed memory for its next request; after
 * a distillation that is several times what the model takes, in a process that may rest for hours beside others.
 */
final class NativeHeap {
    private NativeHeap() {}

    /**
     * Gives freed memory back to the system. Takes a fraction of a second for a few GiB.
     *
     * @return whether this JVM can do so: one that knows {@code jcmd PID System.trim_native_heap}, on Linux with glibc
     */
    static boolean trim() {
        try {
            ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            new ObjectName("com.sun.management:type=DiagnosticCommand"),
                            "systemTrimNativeHeap",
                            new Object[] {new String[0]},
                            new String[] {String[].class.getName()});
            return true;
        } catch (JMException e) {
            return false;
        }
    }
}
