package dev.ordo.quantizer;

import dev.ordo.model.FileAccessException;
import dev.ordo.stage.Progress;
import dev.ordo.stage.ResumePoints;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The layers that a quantization is through with, on local disk while it runs, and in the stage's resume points whenever one is due. */
final class LayersKept implements Progress {
    private final Path directory;
    private final ResumePoints points;
    private final Progress progress;

    /**
     * Takes over what an earlier execution saved.
     *
     * @param directory for this object alone; need not exist
     */
    LayersKept(Path directory, ResumePoints points, Progress progress) {
        this.directory = directory;
        this.points = points;
        this.progress = progress;
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new FileAccessException(directory, e);
        }
        points.latest().ifPresent(saved -> copy(saved, directory));
    }

    /** Where the layers are. */
    Path directory() {
        return directory;
    }

    /** Saves if a point is due, before a hand-over is let through. */
    @Override
    public void report(long done, long total, String unit) {
        if (points.due() && !layers(directory).isEmpty()) {
            points.save(done, unit, place -> copy(directory, place));
        }
        progress.report(done, total, unit);
    }

    private static List<Path> layers(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".safetensors"))
                    .toList();
        } catch (IOException e) {
            throw new FileAccessException(directory, e);
        }
    }

    private static void copy(Path from, Path to) {
        for (Path file : layers(from)) {
            try {
                Files.copy(file, to.resolve(file.getFileName()));
            } catch (IOException e) {
                throw new FileAccessException(file, e);
            }
        }
    }
}
