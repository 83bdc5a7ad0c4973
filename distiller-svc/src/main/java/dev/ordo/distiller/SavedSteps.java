package dev.ordo.distiller;

import dev.ordo.model.WorkPoints;
import dev.ordo.stage.ResumePoints;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/** The algorithm's points as the worker keeps them. */
record SavedSteps(ResumePoints points) implements WorkPoints {
    @Override
    public Optional<Path> latest() {
        return points.latest();
    }

    @Override
    public boolean due() {
        return points.due();
    }

    @Override
    public void save(long done, String unit, Consumer<Path> writer) {
        points.save(done, unit, writer);
    }
}
