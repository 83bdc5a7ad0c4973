package dev.ordo.artifacts;

import dev.ordo.artifacts.s3.ObjectStore;
import dev.ordo.artifacts.s3.StoredObject;
import dev.ordo.events.Checks;
import dev.ordo.events.error.PermanentException;
import dev.ordo.events.stage.Execution;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Points of unfinished stages, under {@code resume/{stageKey}/{done}-{second}-{executionId}}: each is written once, its manifest
 * last, and deleted when a later one is complete, the stage is, or nobody has gone on from it for long.
 */
public final class ResumeStore {
    private static final Logger LOG = LoggerFactory.getLogger(ResumeStore.class);
    private static final String ALL = "resume/";
    private static final String MANIFEST = "/ordo-resume.json";
    private static final Pattern PLACE =
            Pattern.compile("(resume/[0-9a-f]{64}/(?<done>[0-9]{13})-(?<second>[0-9]{12})-[^/]+)/.+");

    private final ObjectStore store;

    public ResumeStore(ObjectStore store) {
        this.store = store;
    }

    /**
     * Uploads a point, and then deletes those of the stage that were less far.
     *
     * @param directory holds the point's files, and nothing else
     * @param now when this is
     */
    public void save(Execution execution, ResumePoint point, Path directory, Instant now) {
        Place place = Place.of(execution, point.done(), now);
        List<FileEntry> files = files(directory);
        for (FileEntry each : files) {
            store.put(place.location() + "/" + each.path(), directory.resolve(each.path()));
        }
        var complete = new ResumePoint(point.identity(), point.done(), point.unit(), point.machine(), files);
        store.put(place.location() + MANIFEST, ArtifactJson.write(complete));
        places(stage(execution.key())).stream()
                .filter(each -> each.done() < point.done())
                .forEach(this::delete);
    }

    /**
     * Downloads the point that is furthest, into an empty directory, every byte of it verified. One of other work or that is damaged is
     * passed over.
     */
    public Optional<ResumePoint> latest(ResumeIdentity identity, Path directory) {
        return places(stage(identity.stageKey())).stream()
                .sorted(Comparator.comparing(Place::done).reversed())
                .flatMap(place -> point(place, identity, directory).stream())
                .findFirst();
    }

    /** Deletes every point of a stage. */
    public void delete(String stageKey) {
        store.deletePrefix(stage(stageKey));
    }

    /** Deletes the points of all stages that were saved before an instant, complete or not. */
    public void sweep(Instant before) {
        places(ALL).stream()
                .filter(place -> place.second() < before.getEpochSecond())
                .forEach(this::delete);
    }

    private Optional<ResumePoint> point(Place place, ResumeIdentity identity, Path directory) {
        String manifest = place.location() + MANIFEST;
        try {
            ResumePoint point = ArtifactJson.read(manifest, store.read(manifest), ResumePoint.class);
            if (!identity.equals(point.identity())) {
                LOG.warn("passing over {}: it is of {}, expected {}", place.location(), point.identity(), identity);
                return Optional.empty();
            }
            for (FileEntry each : point.files()) {
                VerifiedDownload.one(
                        store, place.location() + "/" + each.path(), each.sha256(), directory.resolve(each.path()));
            }
            return Optional.of(point);
        } catch (PermanentException e) {
            LOG.warn("passing over {}: {}", place.location(), e.getMessage());
            return Optional.empty();
        }
    }

    private void delete(Place place) {
        store.deletePrefix(place.location() + "/");
    }

    private List<Place> places(String prefix) {
        return store.list(prefix).stream()
                .map(StoredObject::key)
                .flatMap(key -> Place.parse(key).stream())
                .distinct()
                .toList();
    }

    private static List<FileEntry> files(Path directory) {
        List<FileEntry> entries = new ArrayList<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path each : (Iterable<Path>) files.sorted()::iterator) {
                entries.add(new FileEntry(each.getFileName().toString(), Files.size(each), Digests.hex(each)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + directory, e);
        }
        return entries;
    }

    private static String stage(String stageKey) {
        return ALL + Checks.key("stageKey", stageKey) + "/";
    }

    /** Where a point lies; its name says how far it is and how old. */
    private record Place(String location, long done, long second) {
        static Place of(Execution execution, long done, Instant now) {
            long second = now.getEpochSecond();
            String name = "%013d-%012d-%s".formatted(done, second, execution.executionId());
            return new Place(stage(execution.key()) + name, done, second);
        }

        static Optional<Place> parse(String key) {
            Matcher matcher = PLACE.matcher(key);
            return matcher.matches()
                    ? Optional.of(new Place(
                            matcher.group(1),
                            Long.parseLong(matcher.group("done")),
                            Long.parseLong(matcher.group("second"))))
                    : Optional.empty();
        }
    }
}
