package dev.ordo.cli.doctor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * PyTorch's native libraries are built against glibc 2.28.
 *
 * @param version what the C library says it is, as {@code glibc 2.36}; empty if it says nothing
 */
record LibcCheck(String version) implements Check {
    private static final Pattern GLIBC = Pattern.compile("glibc (\\d+)\\.(\\d+).*");
    private static final int MAJOR = 2;
    private static final int LEAST_MINOR = 28;

    static LibcCheck ofThisMachine() {
        try {
            Process process = new ProcessBuilder("getconf", "GNU_LIBC_VERSION")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return new LibcCheck(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip());
        } catch (IOException e) {
            return new LibcCheck("");
        }
    }

    @Override
    public List<Finding> look() {
        Matcher glibc = GLIBC.matcher(version);
        if (!glibc.matches()) {
            return List.of(Finding.warn(
                    "C library",
                    version.isEmpty() ? "not glibc, as it seems" : version,
                    "use a distribution with glibc 2.28 or newer: PyTorch does not load with musl"));
        }
        int major = Integer.parseInt(glibc.group(1));
        int minor = Integer.parseInt(glibc.group(2));
        boolean newEnough = major > MAJOR || (major == MAJOR && minor >= LEAST_MINOR);
        return List.of(
                newEnough
                        ? Finding.ok("C library", version)
                        : Finding.fail(
                                "C library",
                                version + ", expected 2.28 or newer",
                                "use a newer distribution: PyTorch does not load with this one"));
    }
}
