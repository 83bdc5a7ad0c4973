package dev.ordo.cli.source;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** Turns the name of a source, in whatever characters, into one that a directory can have. */
final class ScratchName {
    private ScratchName() {}

    /** The same for equal names. */
    static String of(Object name) {
        return UUID.nameUUIDFromBytes(name.toString().getBytes(StandardCharsets.UTF_8))
                .toString();
    }
}
