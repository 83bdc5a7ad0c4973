package dev.ordo.model.checkpoint;

import dev.ordo.model.safetensors.SafetensorsFile;
import dev.ordo.model.safetensors.TensorEntry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The open safetensors files of one directory, seen as one collection of stored tensors. */
final class Shards implements AutoCloseable {
    static final String SINGLE = "model.safetensors";

    private final List<SafetensorsFile> files = new ArrayList<>();
    private final SortedMap<String, SafetensorsFile> fileOf = new TreeMap<>();

    /** Opens the shards that the index names, or else the single file. */
    static Shards open(Path directory) {
        Path index = directory.resolve(ShardIndex.FILE);
        Path single = directory.resolve(SINGLE);
        Shards shards = new Shards();
        try {
            if (Files.exists(index)) {
                shards.addAll(directory, index);
            } else if (Files.exists(single)) {
                shards.add(single);
            } else {
                throw new CheckpointFileMissingException(single);
            }
            return shards;
        } catch (RuntimeException e) {
            shards.close();
            throw e;
        }
    }

    private void addAll(Path directory, Path indexFile) {
        ShardIndex index = ShardIndex.read(indexFile);
        for (String name : index.fileNames()) {
            Path shard = directory.resolve(name);
            if (!Files.exists(shard)) {
                throw new CheckpointFileMissingException(shard);
            }
            add(shard);
        }
        index.files().forEach((tensor, name) -> {
            SafetensorsFile file = fileOf.get(tensor);
            if (file == null || !file.path().endsWith(name)) {
                throw new ShardIndexException(indexFile, "puts " + tensor + " in " + name + ", which lacks it");
            }
        });
        for (String tensor : fileOf.keySet()) {
            if (!index.files().containsKey(tensor)) {
                throw new ShardIndexException(indexFile, "does not mention " + tensor);
            }
        }
    }

    private void add(Path path) {
        SafetensorsFile file = SafetensorsFile.open(path);
        files.add(file);
        for (TensorEntry entry : file.entries()) {
            SafetensorsFile former = fileOf.put(entry.name(), file);
            if (former != null) {
                throw new ShardIndexException(
                        path.resolveSibling(ShardIndex.FILE),
                        "names two files with " + entry.name() + ": "
                                + former.path().getFileName() + " and " + path.getFileName());
            }
        }
    }

    /** The file of each stored tensor, sorted by tensor name. */
    SortedMap<String, SafetensorsFile> byTensor() {
        return Collections.unmodifiableSortedMap(fileOf);
    }

    SafetensorsFile fileOf(String storedName) {
        SafetensorsFile file = fileOf.get(storedName);
        if (file == null) {
            throw new TensorMissingException(List.of(storedName));
        }
        return file;
    }

    TensorEntry entry(String storedName) {
        return fileOf(storedName).entry(storedName);
    }

    long totalBytes() {
        return files.stream().mapToLong(SafetensorsFile::dataBytes).sum();
    }

    @Override
    public void close() {
        files.forEach(SafetensorsFile::close);
    }
}
