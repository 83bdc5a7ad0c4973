package dev.ordo.pruner.algorithm;

import dev.ordo.model.checkpoint.CheckpointDirectory;
import dev.ordo.model.checkpoint.CheckpointWriter;
import java.nio.file.Path;

/** A checkpoint with its parent's very tensors. */
final class UnchangedCheckpoint {
    private UnchangedCheckpoint() {}

    static void copy(CheckpointDirectory parent, Path output) {
        try (CheckpointWriter writer = CheckpointWriter.create(output, parent.config())) {
            for (String name : parent.tensorNames()) {
                if (parent.info(name).packed()) {
                    writer.writePacked(name, parent.readPacked(name));
                } else {
                    writer.write(name, parent.pieces(name));
                }
            }
            writer.copyTokenizer(parent.path());
            writer.commit();
        }
    }
}
