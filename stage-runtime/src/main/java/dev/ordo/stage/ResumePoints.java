package dev.ordo.stage;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Where a task keeps what it needs to go on elsewhere from where it is: another worker that takes the same stage is given what was saved
 * last. A point belongs to the stage's key, recipe and inputs; one of others is never given.
 */
public interface ResumePoints {
    /** Nothing is kept. */
    ResumePoints NONE = new ResumePoints() {
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

    /**
     * A directory with what was saved last, verified, if anything was; asked once, before the work begins.
     *
     * @throws RuntimeException if the work is to stop here; let it pass
     */
    Optional<Path> latest();

    /** Whether it is time to save: the deployment's interval is over, or the work is about to be handed over. */
    boolean due();

    /**
     * Saves a point, in place of the earlier ones. A store that is away is no failure: the earlier point stays.
     *
     * @param done units done, as {@link Progress} is told
     * @param unit what is counted
     * @param writer writes the point into an empty directory
     * @throws RuntimeException if the work is to stop here; let it pass
     */
    void save(long done, String unit, Consumer<Path> writer);
}
