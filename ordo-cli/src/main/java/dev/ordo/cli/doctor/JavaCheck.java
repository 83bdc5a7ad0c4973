package dev.ordo.cli.doctor;

import java.util.List;

/** Ordo is built for Java 17. */
record JavaCheck(Runtime.Version version) implements Check {
    private static final int LEAST = 17;

    @Override
    public List<Finding> look() {
        String what = "Java " + version + " in " + System.getProperty("java.home");
        return List.of(
                version.feature() >= LEAST
                        ? Finding.ok("java", what)
                        : Finding.fail(
                                "java", what + ", expected 17 or newer", "install a JDK 17 and set JAVA_HOME to it"));
    }
}
