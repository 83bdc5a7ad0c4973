package dev.ordo.artifacts;

import dev.ordo.artifacts.s3.ObjectStore;
import dev.ordo.artifacts.s3.StoredObject;
import dev.ordo.events.Checks;
import dev.ordo.events.error.ErrorCode;
import dev.ordo.events.error.OrdoException;
import dev.ordo.events.error.PermanentException;
import dev.ordo.events.stage.CheckpointRef;
import dev.ordo.events.stage.Execution;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checkpoints in the store: written once, the manifest last, and never changed. */
public final class CheckpointStore {
    private static final Logger LOG = LoggerFactory.getLogger(CheckpointStore.class);
    private static final String MANIFEST = "/" + CheckpointManifest.FILE_NAME;

    private final ObjectStore store;

    public CheckpointStore(ObjectStore store) {
        this.store = store;
    }

    /**
     * Uploads what an execution made, to {@code checkpoints/{stageKey}/{attempt}/{executionId}}.
     *
     * @throws OrdoException if the directory is no checkpoint, or the store fails; then nothing complete is there
     */
    public StoredCheckpoint upload(Path directory, Lineage lineage, Machine machine) {
        Execution execution = lineage.execution();
        String location = prefix(execution.key()) + execution.attempt() + "/" + execution.executionId();
        return write(CheckpointFiles.of(directory), location, lineage, machine);
    }

    StoredCheckpoint write(CheckpointFiles files, String location, Lineage lineage, Machine machine) {
        CheckpointManifest manifest = CheckpointManifest.of(files, lineage, machine);
        for (FileEntry each : files.entries()) {
            store.put(location + "/" + each.path(), files.directory().resolve(each.path()));
        }
        if (!store.putIfAbsent(location + MANIFEST, ArtifactJson.write(manifest))) {
            LOG.info("{} is complete already", location);
        }
        return new StoredCheckpoint(manifest.at(location), manifest);
    }

    /**
     * Any complete checkpoint of a stage, from whichever attempt, every byte of it verified: then the stage need not be
     * computed again. One that is damaged is passed over.
     */
    public Optional<StoredCheckpoint> findComplete(String stageKey) {
        Checks.key("stageKey", stageKey);
        List<StoredObject> objects = store.list(prefix(stageKey));
        Map<String, Long> sizes = objects.stream().collect(Collectors.toMap(StoredObject::key, StoredObject::size));
        return objects.stream()
                .map(StoredObject::key)
                .filter(key -> key.endsWith(MANIFEST))
                .map(key -> key.substring(0, key.length() - MANIFEST.length()))
                .flatMap(location -> readable(location).stream())
                .filter(each -> isWhole(each, stageKey, sizes))
                .filter(this::isSound)
                .findFirst();
    }

    /**
     * The manifest of a checkpoint.
     *
     * @throws PermanentException with {@code NOT_FOUND} if there is none, {@code DIGEST_MISMATCH} if it is of another
     *     checkpoint
     */
    public CheckpointManifest manifest(CheckpointRef ref) {
        CheckpointManifest manifest = read(ref.location());
        if (!manifest.digest().equals(ref.digest())) {
            throw new PermanentException(
                    ErrorCode.DIGEST_MISMATCH,
                    ref.location() + " holds " + manifest.digest() + ", expected " + ref.digest());
        }
        return manifest;
    }

    /**
     * Downloads a checkpoint into an empty or missing directory and verifies every byte.
     *
     * @throws PermanentException with {@code DIGEST_MISMATCH} if a file is not what the manifest says
     */
    public void downloadTo(CheckpointRef ref, Path directory) {
        CheckpointManifest manifest = manifest(ref);
        VerifiedDownload.all(store, ref.location(), manifest, directory);
    }

    /**
     * One small text of a checkpoint, verified.
     *
     * @param manifest the checkpoint's own
     * @param path of the file, as the manifest has it
     * @throws PermanentException with {@code INVALID_CHECKPOINT} if there is no such file, {@code DIGEST_MISMATCH} if it is
     *     not what the manifest says
     */
    public String text(CheckpointRef ref, CheckpointManifest manifest, String path) {
        FileEntry file = manifest.files().stream()
                .filter(each -> each.path().equals(path))
                .findFirst()
                .orElseThrow(
                        () -> new PermanentException(ErrorCode.INVALID_CHECKPOINT, ref.location() + " has no " + path));
        String key = ref.location() + "/" + path;
        String text = new String(store.read(key), StandardCharsets.UTF_8);
        if (!Digests.hex(text).equals(file.sha256())) {
            throw new PermanentException(
                    ErrorCode.DIGEST_MISMATCH, key + " is not what its manifest says, SHA-256 " + file.sha256());
        }
        return text;
    }

    private Optional<StoredCheckpoint> readable(String location) {
        try {
            CheckpointManifest manifest = read(location);
            return Optional.of(new StoredCheckpoint(manifest.at(location), manifest));
        } catch (PermanentException e) {
            LOG.warn("passing over {}: {}", location, e.getMessage());
            return Optional.empty();
        }
    }

    private static boolean isWhole(StoredCheckpoint found, String stageKey, Map<String, Long> sizes) {
        Lineage lineage = found.manifest().lineage();
        String location = found.ref().location();
        return lineage != null
                && lineage.execution() != null
                && lineage.execution().key().equals(stageKey)
                && found.manifest().files().stream()
                        .allMatch(file -> file.size().equals(sizes.get(location + "/" + file.path())));
    }

    private boolean isSound(StoredCheckpoint found) {
        for (FileEntry file : found.manifest().files()) {
            String key = found.ref().location() + "/" + file.path();
            if (!VerifiedDownload.matches(store, key, file.sha256())) {
                LOG.warn(
                        "passing over {}: {} is not what its manifest says",
                        found.ref().location(),
                        file.path());
                return false;
            }
        }
        return true;
    }

    private CheckpointManifest read(String location) {
        return ArtifactJson.read(location + MANIFEST, store.read(location + MANIFEST), CheckpointManifest.class);
    }

    private static String prefix(String stageKey) {
        return "checkpoints/" + stageKey + "/";
    }
}
