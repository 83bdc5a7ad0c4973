package dev.ordo.artifacts;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.ordo.events.stage.CheckpointRef;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The last file of a checkpoint to be written: where it is, the checkpoint is whole.
 *
 * @param version of this format, {@value #VERSION}
 * @param digest of the content, see {@link ContentDigest}
 * @param tensorBytes every tensor byte, without {@value ContentDigest#BEFORE_REQUANTIZE}
 * @param numericFormat how the weights are stored, as {@code bfloat16} or {@code pack-quantized}
 * @param files everything but the manifest, sorted by path
 * @param lineage how a stage made it; absent for an imported model
 * @param machine what computed it; absent for an imported model
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CheckpointManifest(
        Integer version,
        String digest,
        Long tensorBytes,
        String numericFormat,
        List<FileEntry> files,
        Lineage lineage,
        Machine machine) {

    public static final String FILE_NAME = "ordo-manifest.json";
    public static final int VERSION = 1;

    /** @throws dev.ordo.events.error.PermanentException if it contradicts itself */
    public CheckpointManifest {
        InvalidManifests.require(version != null && version == VERSION, "version must be 1, was " + version);
        InvalidManifests.require(tensorBytes != null && tensorBytes >= 0, "tensorBytes is missing");
        InvalidManifests.require(files != null && !files.isEmpty(), "files are missing");
        files = files.stream().sorted(Comparator.comparing(FileEntry::path)).toList();
        InvalidManifests.require(distinct(files), "a path is listed twice");
        String actual = ContentDigest.of(files);
        InvalidManifests.require(actual.equals(digest), "digest is " + digest + ", its files make " + actual);
    }

    static CheckpointManifest of(CheckpointFiles files, Lineage lineage, Machine machine) {
        return new CheckpointManifest(
                VERSION,
                ContentDigest.of(files.entries()),
                files.tensorBytes(),
                files.numericFormat(),
                files.entries(),
                lineage,
                machine);
    }

    /** This checkpoint, lying at {@code location}. */
    public CheckpointRef at(String location) {
        return new CheckpointRef(digest, location, tensorBytes);
    }

    private static boolean distinct(List<FileEntry> files) {
        Set<String> paths = new HashSet<>();
        return files.stream().allMatch(each -> paths.add(each.path()));
    }
}
