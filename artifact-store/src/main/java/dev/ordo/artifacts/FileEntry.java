package dev.ordo.artifacts;

import dev.ordo.events.error.ErrorCode;
import dev.ordo.events.error.PermanentException;
import java.util.regex.Pattern;

/**
 * One file of a checkpoint.
 *
 * @param path relative to the checkpoint's directory, with forward slashes; no segment begins with a dot, so that no path
 *     can leave the directory
 * @param size bytes
 * @param sha256 of its bytes, 64 lower-case hexadecimal digits
 */
public record FileEntry(String path, Long size, String sha256) {
    private static final String SEGMENT = "[A-Za-z0-9_][A-Za-z0-9._+-]*";
    private static final Pattern PATH = Pattern.compile(SEGMENT + "(/" + SEGMENT + "){0,7}");
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    /** @throws PermanentException with {@code INVALID_CHECKPOINT} if a field is missing or the path might escape */
    public FileEntry {
        require(
                path != null && PATH.matcher(path).matches(),
                "'" + path + "' is not a path that a checkpoint may hold");
        require(size != null && size >= 0, path + " has no size");
        require(sha256 != null && SHA256.matcher(sha256).matches(), path + " has no SHA-256");
    }

    private static void require(boolean fact, String otherwise) {
        if (!fact) {
            throw new PermanentException(ErrorCode.INVALID_CHECKPOINT, otherwise);
        }
    }
}
