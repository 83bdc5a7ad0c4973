package dev.ordo.cli.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * The processor of a machine.
 *
 * @param model as it calls itself
 * @param flags of its instruction sets, those that matrix products make use of
 */
record Processor(String model, List<String> flags) {
    private static final List<String> THAT_MATTER = List.of(
            "avx",
            "fma",
            "avx2",
            "avx_vnni",
            "avx512f",
            "avx512_vnni",
            "avx512_bf16",
            "avx512_fp16",
            "amx_bf16",
            "amx_int8");

    static Processor ofThisMachine() {
        try {
            return of(Files.readAllLines(Path.of("/proc/cpuinfo")));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read /proc/cpuinfo", e);
        }
    }

    /** Reads the lines of Linux's {@code /proc/cpuinfo}. */
    static Processor of(List<String> lines) {
        List<String> all = Arrays.asList(value(lines, "flags").split(" "));
        return new Processor(
                value(lines, "model name"),
                THAT_MATTER.stream().filter(all::contains).toList());
    }

    private static String value(List<String> lines, String key) {
        return lines.stream()
                .filter(line -> line.startsWith(key))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("unknown");
    }
}
