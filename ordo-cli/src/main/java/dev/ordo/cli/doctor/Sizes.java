package dev.ordo.cli.doctor;

import java.util.Locale;

/** Sizes for people. */
final class Sizes {
    static final long GIB = 1L << 30;

    private Sizes() {}

    static String gib(long bytes) {
        return String.format(Locale.ROOT, "%.1f GiB", (double) bytes / GIB);
    }
}
