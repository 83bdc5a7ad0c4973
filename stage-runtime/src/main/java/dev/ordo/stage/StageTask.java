package dev.ordo.stage;

import dev.ordo.events.Technique;
import java.nio.file.Path;

/** One technique, applied to one checkpoint. A technique service is a bean of this type and its settings. */
public interface StageTask {
    Technique technique();

    /** What computes, for metrics: {@code cpu}, {@code cuda} or {@code cuda:1}. */
    default String device() {
        return "cpu";
    }

    /** What the work takes at most, told before its inputs are fetched. */
    default Requirements needs(StageOutline outline) {
        return Requirements.UNKNOWN;
    }

    /**
     * Writes the resulting checkpoint directory. Runs under a compute permit, one at a time.
     *
     * @param inputs what to read, all of it on local disk
     * @param output an empty directory for the checkpoint; floating-point weights from before a requantization go into its
     *     subdirectory {@value StageOutput#BEFORE_REQUANTIZE}
     * @throws dev.ordo.events.error.OrdoException if the work cannot be done
     */
    StageOutput run(StageInputs inputs, Path output, Progress progress);
}
