package dev.ordo.artifacts;

import dev.ordo.artifacts.s3.ObjectStore;
import dev.ordo.artifacts.s3.StoredObject;
import dev.ordo.dataset.DataFile;
import dev.ordo.dataset.Fingerprints;
import dev.ordo.events.Checks;
import dev.ordo.events.error.ErrorCode;
import dev.ordo.events.error.OrdoException;
import dev.ordo.events.error.PermanentException;
import dev.ordo.events.stage.CheckpointRef;
import dev.ordo.events.stage.DatasetRef;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** The names by which studies know models and data sets. Importing the same bytes again uploads nothing. */
public final class Catalog {
    private static final String MODELS = "catalog/models/";
    private static final String DATA = "catalog/data/";
    private static final String SUFFIX = ".json";

    private final ObjectStore store;
    private final CheckpointStore checkpoints;

    public Catalog(ObjectStore store) {
        this.store = store;
        this.checkpoints = new CheckpointStore(store);
    }

    /**
     * Brings a checkpoint directory into the store and gives it a name, taking the name from whatever bore it before.
     *
     * @param provenance where it is from and under which licence
     * @throws PermanentException if the directory is no checkpoint
     */
    public CatalogModel importModel(String name, Path directory, String provenance) {
        Checks.name("name", name);
        CheckpointFiles files = CheckpointFiles.of(directory);
        String location = "models/" + Digests.digits(ContentDigest.of(files.entries()));
        CheckpointRef ref = new CheckpointRef(ContentDigest.of(files.entries()), location, files.tensorBytes());
        if (!isComplete(ref)) {
            checkpoints.write(files, location, null, null);
        }
        CatalogModel model = new CatalogModel(name, ref, provenance);
        record(MODELS + name + SUFFIX, ArtifactJson.write(model));
        return model;
    }

    /**
     * Brings a data set into the store and gives it a name, taking the name from whatever bore it before. The end of the file's
     * name tells its format. The whole file is checked first; its fingerprints are kept beside it.
     *
     * @param provenance where it is from and under which licence
     * @throws PermanentException with {@code INVALID_DATA}, naming the line, if it is not what its format demands
     */
    public CatalogDataset importData(String name, Path file, String provenance) {
        Checks.name("name", name);
        DataFile data = DataFile.of(file);
        Fingerprints fingerprints = data.check();
        try {
            String sha256 = Digests.hex(file);
            String location = "data/" + sha256 + "/" + name + data.format().suffix();
            DatasetRef ref = new DatasetRef(name, Digests.PREFIX + sha256, location);
            if (!store.exists(location)) {
                store.put(location, file);
            }
            if (!store.exists(fingerprintKey(ref))) {
                store.put(fingerprintKey(ref), fingerprints.toBytes());
            }
            CatalogDataset dataset = new CatalogDataset(ref, Files.size(file), provenance);
            record(DATA + name + SUFFIX, ArtifactJson.write(dataset));
            return dataset;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    /** The digest of a file's bytes, which is a data set's identity. */
    public static String digest(Path file) {
        try {
            return Digests.PREFIX + Digests.hex(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    /** @throws PermanentException with {@code NOT_FOUND}, saying which models there are */
    public CatalogModel model(String name) {
        return entry("model", MODELS, name, CatalogModel.class);
    }

    /** @throws PermanentException with {@code NOT_FOUND}, saying which data sets there are */
    public CatalogDataset data(String name) {
        return entry("data set", DATA, name, CatalogDataset.class);
    }

    /**
     * What tells whether a data set shares text with another.
     *
     * @throws PermanentException with {@code NOT_FOUND}, saying what to do, if it was imported before these were kept
     */
    public Fingerprints fingerprints(DatasetRef set) {
        String key = fingerprintKey(set);
        try {
            return Fingerprints.of(store.read(key));
        } catch (IllegalArgumentException e) {
            throw new PermanentException(ErrorCode.INVALID_DATA, key + ": " + e.getMessage(), e);
        } catch (OrdoException e) {
            if (e.code() != ErrorCode.NOT_FOUND) {
                throw e;
            }
            throw new PermanentException(
                    ErrorCode.NOT_FOUND,
                    "'" + set.name()
                            + "' has no fingerprints, so that it cannot be compared with other data; import the "
                            + "same file under the same name again",
                    e);
        }
    }

    /** All models, by name. */
    public List<CatalogModel> models() {
        return entries(MODELS, CatalogModel.class);
    }

    /** All data sets, by name. */
    public List<CatalogDataset> dataSets() {
        return entries(DATA, CatalogDataset.class);
    }

    private static String fingerprintKey(DatasetRef set) {
        return "data/" + Digests.digits(set.digest()) + "/fingerprints-"
                + set.format().label();
    }

    private boolean isComplete(CheckpointRef ref) {
        try {
            checkpoints.manifest(ref);
            return true;
        } catch (PermanentException e) {
            if (e.code() == ErrorCode.NOT_FOUND) {
                return false;
            }
            throw e;
        }
    }

    private void record(String key, byte[] json) {
        if (!store.putIfAbsent(key, json) && !Arrays.equals(store.read(key), json)) {
            store.put(key, json);
        }
    }

    private <T> T entry(String kind, String prefix, String name, Class<T> record) {
        Checks.name("name", name);
        try {
            return ArtifactJson.read(prefix + name, store.read(prefix + name + SUFFIX), record);
        } catch (OrdoException e) {
            if (e.code() != ErrorCode.NOT_FOUND) {
                throw e;
            }
            throw new PermanentException(
                    ErrorCode.NOT_FOUND,
                    "there is no " + kind + " '" + name + "' in the catalogue; there are " + names(prefix),
                    e);
        }
    }

    private <T> List<T> entries(String prefix, Class<T> record) {
        return store.list(prefix).stream()
                .filter(each -> each.key().endsWith(SUFFIX))
                .map(each -> ArtifactJson.read(each.key(), store.read(each.key()), record))
                .toList();
    }

    private List<String> names(String prefix) {
        return store.list(prefix).stream()
                .map(StoredObject::key)
                .map(key -> key.substring(prefix.length()).replace(SUFFIX, ""))
                .toList();
    }
}
