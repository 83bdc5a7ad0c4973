package dev.ordo.model;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/** Where a long computation keeps what it needs to go on in another process from where it is. */
public interface WorkPoints {
    /** Nothing is kept. */
    WorkPoints NONE = new WorkPoints() {
        @Override
        public Optional<Path> latest() {
            return Optional.empty();
        }

        @Override
        public boolean due() {
            return false;
        }

        @Override
        public void save(long done, String unit, Consumer<Path> writer) {}
    };

    /** A directory with what was saved last, if anything was; asked before the computation begins. */
    Optional<Path> latest();

    /** Whether it is time to save. */
    boolean due();

    /**
     * Saves a point, in place of the earlier ones.
     *
     * @param done units done, as {@link WorkProgress} tells them
     * @param unit what is counted
     * @param writer writes the point into an empty directory
     */
    void save(long done, String unit, Consumer<Path> writer);
}
