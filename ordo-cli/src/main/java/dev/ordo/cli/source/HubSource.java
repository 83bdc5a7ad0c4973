package dev.ordo.cli.source;

import dev.ordo.cli.hub.HubClient;
import dev.ordo.cli.hub.HubDownload;
import dev.ordo.cli.hub.HubFile;
import dev.ordo.cli.hub.HubReference;
import dev.ordo.cli.hub.HubRevision;
import dev.ordo.cli.hub.HubSettings;
import dev.ordo.model.checkpoint.ModelConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A model of a hub. What a failed fetch left is continued if the revision is still the same commit.
 *
 * @param reference which
 * @param settings which hub
 */
record HubSource(HubReference reference, HubSettings settings) implements ModelSource {
    @Override
    public String defaultName() {
        return reference.name();
    }

    @Override
    public FetchedModel fetch(Path scratch, Consumer<String> progress) {
        try (HubClient client = new HubClient(settings)) {
            return fetch(client, scratch, progress);
        }
    }

    FetchedModel fetch(HubClient client, Path scratch, Consumer<String> progress) {
        HubRevision revision = client.resolve(reference);
        progress.accept("fetching " + revision);
        List<HubFile> files = chosen(revision);
        Path directory = create(scratch.resolve(revision.commit()));
        HubDownload download = new HubDownload(client, revision, directory);
        FreeSpace.require(directory, files.stream().mapToLong(download::missing).sum(), revision.toString());
        for (HubFile each : files) {
            progress.accept("  " + each.name() + ", " + each.size() + " bytes");
            download.fetch(each);
            if (each.name().equals(CheckpointSelection.CONFIG)) {
                ModelConfig.read(directory.resolve(each.name()));
            }
        }
        return new FetchedModel(
                directory,
                revision + revision.licence().map(each -> ", licence " + each).orElse(""));
    }

    /** The configuration first: an unsupported model is refused before its weights are fetched. */
    private static List<HubFile> chosen(HubRevision revision) {
        Set<String> names = CheckpointSelection.of(
                revision.toString(),
                revision.files().stream().map(HubFile::name).toList());
        return revision.files().stream()
                .filter(each -> names.contains(each.name()))
                .sorted(Comparator.comparing((HubFile each) -> !each.name().equals(CheckpointSelection.CONFIG))
                        .thenComparing(HubFile::size))
                .toList();
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
        return "hub-" + ScratchName.of(settings.endpoint() + " " + reference.repository());
    }

    @Override
    public boolean resumes() {
        return true;
    }
}
