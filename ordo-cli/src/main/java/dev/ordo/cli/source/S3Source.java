package dev.ordo.cli.source;

import dev.ordo.artifacts.ForeignCheckpoint;
import dev.ordo.artifacts.s3.S3ObjectStore;
import dev.ordo.artifacts.s3.StoreSettings;
import dev.ordo.artifacts.s3.StoredObject;
import dev.ordo.cli.CommandFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedSet;
import java.util.function.Consumer;

/**
 * A checkpoint in somebody's bucket.
 *
 * @param uri which
 * @param settings how to reach it
 */
record S3Source(S3Uri uri, StoreSettings settings) implements ModelSource {
    @Override
    public String defaultName() {
        return uri.name();
    }

    @Override
    public FetchedModel fetch(Path scratch, Consumer<String> progress) {
        progress.accept("fetching " + uri + " from " + settings.endpoint());
        try (S3ObjectStore store = client()) {
            ForeignCheckpoint checkpoint = new ForeignCheckpoint(store, uri.prefix());
            List<StoredObject> files = checkpoint.files();
            SortedSet<String> names = CheckpointSelection.of(
                    uri.toString(), files.stream().map(StoredObject::key).toList());
            long bytes = files.stream()
                    .filter(each -> names.contains(each.key()))
                    .mapToLong(StoredObject::size)
                    .sum();
            Path directory = create(scratch.resolve("fetched"));
            FreeSpace.require(directory, bytes, uri.toString());
            checkpoint.downloadTo(directory, names);
            return new FetchedModel(directory, uri + " at " + settings.endpoint());
        }
    }

    private S3ObjectStore client() {
        try {
            return new S3ObjectStore(settings);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(
                    "cannot use " + settings.endpoint() + " as an S3 service for " + uri + ": " + e.getMessage(), e);
        }
    }

    private static Path create(Path directory) {
        try {
            return Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot create " + directory, e);
        }
    }

    @Override
    public String scratchName() {
        return "s3-" + ScratchName.of(uri);
    }
}
