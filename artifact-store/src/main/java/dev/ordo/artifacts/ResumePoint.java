package dev.ordo.artifacts;

import java.util.List;

/**
 * Where unfinished work may go on from.
 *
 * @param identity of the work
 * @param done units done
 * @param unit what is counted
 * @param machine what computed it
 * @param files what lies beside it
 */
public record ResumePoint(ResumeIdentity identity, Long done, String unit, Machine machine, List<FileEntry> files) {
    public ResumePoint {
        files = files == null ? List.of() : List.copyOf(files);
    }
}
