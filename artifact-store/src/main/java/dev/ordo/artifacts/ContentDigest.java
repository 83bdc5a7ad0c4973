package dev.ordo.artifacts;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The digest by which a checkpoint's content is known: SHA-256 over a listing with one line per content file, {@code
 * sha256 size path} and a line feed, sorted by path.
 *
 * <p>Content is everything but the manifest, a README or LICENSE at the top, and the subdirectory {@value
 * #BEFORE_REQUANTIZE}: the weights that were packed are not the checkpoint.
 */
public final class ContentDigest {
    /** Subdirectory with floating-point weights from before they were packed again. */
    public static final String BEFORE_REQUANTIZE = "before-requantize";

    private ContentDigest() {}

    /** Digest of a checkpoint's content, {@code sha256:} and 64 digits; the order of {@code files} does not matter. */
    public static String of(Collection<FileEntry> files) {
        return Digests.PREFIX
                + listing(files.stream().filter(each -> isContent(each.path())).toList());
    }

    /** SHA-256 over the listing of all files, content or not, in hexadecimal. */
    static String listing(Collection<FileEntry> files) {
        return Digests.hex(files.stream()
                .sorted(Comparator.comparing(FileEntry::path))
                .map(each -> each.sha256() + " " + each.size() + " " + each.path() + "\n")
                .collect(Collectors.joining()));
    }

    /** Whether a file, by its path, is part of what the digest covers. */
    public static boolean isContent(String path) {
        String upper = path.toUpperCase(Locale.ROOT);
        return !path.equals(CheckpointManifest.FILE_NAME)
                && !upper.startsWith("README")
                && !upper.startsWith("LICENSE")
                && !path.startsWith(BEFORE_REQUANTIZE + "/");
    }
}
