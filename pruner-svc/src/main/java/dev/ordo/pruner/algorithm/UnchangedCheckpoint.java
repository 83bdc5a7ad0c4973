package dev.ordo.pruner.algorithm;

import dev.ordo.model.checkpoint.CheckpointDirectory;
import dev.ordo.model.checkpoint.CheckpointWriter;
import java.nio.file.Path;

/** A checkpoint with its parent's very tensors. */
final class UnchangedCheckpoint {
    private UnchangedCheckpoint() {}

    static void copy(CheckpointDirectory parent, Path output) {
        try (CheckpointDirectory base = CheckpointDirectory.openBase(parent.path());
                CheckpointWriter writer = CheckpointWriter.create(output, parent.config())) {
            for (String name : parent.tensorNames()) {
                writer.copy(base, name);
                if (parent.isAdapted(name)) {
                    writer.writeAdapter(name, parent.adapter(name));
                }
            }
            writer.copyTokenizer(parent.path());
            writer.commit();
        }
    }
}
