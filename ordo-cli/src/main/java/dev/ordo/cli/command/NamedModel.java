package dev.ordo.cli.command;

import dev.ordo.artifacts.ArtifactCache;
import dev.ordo.artifacts.Catalog;
import dev.ordo.artifacts.s3.ObjectStore;
import dev.ordo.artifacts.s3.S3ObjectStore;
import dev.ordo.cli.CommandFailure;
import dev.ordo.cli.client.OrchestratorClient;
import dev.ordo.cli.client.StudyView;
import dev.ordo.events.Checks;
import dev.ordo.events.InvalidEventException;
import dev.ordo.events.stage.CheckpointRef;
import dev.ordo.model.checkpoint.CheckpointDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A checkpoint that somebody named by its directory, by the name that studies know it by, or by its row in a study. */
final class NamedModel implements AutoCloseable {
    private static final long CACHE_BYTES = 20L << 30;

    private final CheckpointDirectory checkpoint;
    private final Path linked;

    private NamedModel(CheckpointDirectory checkpoint, Path linked) {
        this.checkpoint = checkpoint;
        this.linked = linked;
    }

    /**
     * Opens it.
     *
     * @throws CommandFailure if it is neither a directory nor a name nor a row of a study, or there is no stack to look it up in
     */
    static NamedModel open(String text) {
        if (Files.isDirectory(Path.of(text))) {
            return new NamedModel(CheckpointDirectory.open(Path.of(text)), null);
        }
        Optional<StudyCheckpoint> row = StudyCheckpoint.parse(text);
        if (row.isPresent()) {
            return ofStudy(row.get());
        }
        requireName(text);
        try (S3ObjectStore store = store(text)) {
            return imported(text, store, Access.layout().state());
        }
    }

    private static NamedModel ofStudy(StudyCheckpoint row) {
        StudyView study =
                Access.orchestrator().status(row.study()).orElseThrow(() -> OrchestratorClient.unknown(row.study()));
        try (S3ObjectStore store = Access.store()) {
            return fetched(row.in(study), store, Access.layout().state());
        }
    }

    /**
     * Opens an imported model; what was fetched once is fetched no more.
     *
     * @param state where the cache is
     * @throws dev.ordo.events.error.PermanentException with {@code NOT_FOUND}, saying which models there are
     */
    static NamedModel imported(String name, ObjectStore store, Path state) {
        return fetched(new Catalog(store).model(name).checkpoint(), store, state);
    }

    private static NamedModel fetched(CheckpointRef ref, ObjectStore store, Path state) {
        try {
            Path linked = Files.createTempDirectory(Files.createDirectories(state.resolve("scratch")), "model-");
            try {
                new ArtifactCache(store, state.resolve("models"), CACHE_BYTES).fetch(ref, linked);
                return new NamedModel(CheckpointDirectory.open(linked), linked);
            } catch (RuntimeException e) {
                delete(linked);
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make a directory in " + state, e);
        }
    }

    private static void requireName(String text) {
        try {
            Checks.name("name", text);
        } catch (InvalidEventException e) {
            throw new CommandFailure(text + " is neither a directory nor the name of a model", e);
        }
    }

    private static S3ObjectStore store(String text) {
        try {
            return Access.store();
        } catch (CommandFailure e) {
            throw new CommandFailure(
                    text + " is no directory; to look it up among the imported models takes a store, and "
                            + e.getMessage(),
                    e);
        }
    }

    CheckpointDirectory checkpoint() {
        return checkpoint;
    }

    @Override
    public void close() {
        checkpoint.close();
        if (linked != null) {
            delete(linked);
        }
    }

    private static void delete(Path directory) {
        try (Stream<Path> found = Files.walk(directory)) {
            List<Path> deepestFirst = found.sorted(Comparator.reverseOrder()).toList();
            for (Path each : deepestFirst) {
                Files.delete(each);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + directory, e);
        }
    }
}
