package dev.ordo.cli.doctor;

import java.util.List;
import java.util.Locale;

/**
 * A stack is seven processes, and one of them computes.
 *
 * @param architecture as Java names it
 */
record ProcessorCheck(int cores, String architecture) implements Check {
    private static final int ENOUGH = 2;
    private static final List<String> SUPPORTED = List.of("amd64", "x86_64");

    static ProcessorCheck ofThisMachine() {
        return new ProcessorCheck(
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("os.arch").toLowerCase(Locale.ROOT));
    }

    @Override
    public List<Finding> look() {
        String what = cores + (cores == 1 ? " core, " : " cores, ") + architecture;
        if (!SUPPORTED.contains(architecture)) {
            return List.of(Finding.fail(
                    "processors",
                    what + "; the PyTorch of this build is for linux-x86_64",
                    "build with -Dpytorch.platform=PLATFORM, a classifier of pytorch-native-cpu"));
        }
        return List.of(
                cores >= ENOUGH
                        ? Finding.ok("processors", what)
                        : Finding.warn("processors", what + ", better 2", "expect studies to take twice as long"));
    }
}
