package dev.ordo.cli.stack;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Builds the command lines of JVMs that start quickly and stay small. */
final class JavaCommand {
    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();
    private static final Path SETSID = Path.of("/usr/bin/setsid");

    private static final int SUPERVISOR_HEAP_MEGABYTES = 128;

    private JavaCommand() {}

    /**
     * A server of the stack's own class path.
     *
     * @param main the class to run
     * @param heapMegabytes limit of the heap
     * @param record the stack's record, so that the process can stop its siblings if the supervisor dies
     */
    static List<String> server(OrdoHome home, Class<?> main, int heapMegabytes, Path record, String... arguments) {
        List<String> command = ownSession();
        command.add(JAVA);
        command.addAll(small(heapMegabytes));
        command.add("-D" + ParentWatch.PARENT_PROPERTY + "="
                + ProcessHandle.current().pid());
        command.add("-D" + ParentWatch.RECORD_PROPERTY + "=" + record);
        command.addAll(List.of("-cp", home.classPath(), main.getName()));
        command.addAll(List.of(arguments));
        return command;
    }

    /** One of the services; a worker runs at a low priority. */
    static List<String> service(OrdoHome home, ServiceSpec service) {
        List<String> command = ownSession();
        if (service.worker()) {
            command.addAll(List.of("nice", "-n", "10"));
        }
        command.add(JAVA);
        command.addAll(small(service.heapMegabytes()));
        command.addAll(List.of("-jar", home.service(service.name()).toString()));
        return command;
    }

    /**
     * The supervisor started again, in the background.
     *
     * @param main the class to run
     */
    static List<String> background(OrdoHome home, Class<?> main, String... arguments) {
        List<String> command = ownSession();
        command.add(JAVA);
        command.addAll(small(SUPERVISOR_HEAP_MEGABYTES));
        command.add("-Dordo.home=" + home.root());
        command.add("-Dordo.log.level=OFF");
        command.addAll(List.of("-cp", home.classPath(), main.getName()));
        command.addAll(List.of(arguments));
        return command;
    }

    /** Keeps a Ctrl-C at the terminal from reaching the process: the supervisor stops it when its turn has come. */
    private static List<String> ownSession() {
        return Files.isExecutable(SETSID) ? new ArrayList<>(List.of(SETSID.toString())) : new ArrayList<>();
    }

    /**
     * The quick compiler alone: seven JVMs that start at once on two cores are up in half the time, and what computes for
     * long is PyTorch's own code.
     */
    private static List<String> small(int heapMegabytes) {
        return List.of(
                "-Xmx" + heapMegabytes + "m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:+ExitOnOutOfMemoryError");
    }
}
