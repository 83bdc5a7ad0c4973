package dev.ordo.model.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A class of the tests as a process of its own, for what is to be seen of a process that does nothing else. */
public final class JavaProcess {
    private JavaProcess() {}

    /**
     * Runs a class with this process's class path and demands that it ends well.
     *
     * @param options of the virtual machine
     * @param output the file to which it writes what it says
     * @return the lines of that
     */
    public static List<String> run(List<String> options, Class<?> main, Path output, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        int code = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start()
                .waitFor();
        List<String> lines = Files.readAllLines(output, StandardCharsets.UTF_8);
        assertThat(code).as("%s", lines).isZero();
        return lines;
    }
}
