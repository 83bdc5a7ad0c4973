package dev.ordo.cli.command;

import dev.ordo.artifacts.s3.ObjectStore;
import dev.ordo.artifacts.s3.StoredObject;
import dev.ordo.events.error.ErrorCode;
import dev.ordo.events.error.PermanentException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A store in a folder, one file an object. */
record FolderStore(Path folder) implements ObjectStore {

    @Override
    public void put(String key, Path file) {
        attempt(() -> put(key, Files.readAllBytes(file)));
    }

    @Override
    public void put(String key, byte[] content) {
        attempt(() -> {
            Files.createDirectories(folder.resolve(key).getParent());
            Files.write(folder.resolve(key), content);
        });
    }

    @Override
    public boolean putIfAbsent(String key, byte[] content) {
        boolean absent = !exists(key);
        if (absent) {
            put(key, content);
        }
        return absent;
    }

    @Override
    public InputStream open(String key) {
        return new ByteArrayInputStream(read(key));
    }

    @Override
    public byte[] read(String key) {
        if (!exists(key)) {
            throw new PermanentException(ErrorCode.NOT_FOUND, key + " is not there");
        }
        try {
            return Files.readAllBytes(folder.resolve(key));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public boolean exists(String key) {
        return Files.exists(folder.resolve(key));
    }

    @Override
    public List<StoredObject> list(String prefix) {
        Map<String, Long> sizes = new TreeMap<>();
        attempt(() -> {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path each : files.filter(Files::isRegularFile).toList()) {
                    sizes.put(folder.relativize(each).toString(), Files.size(each));
                }
            }
        });
        return sizes.entrySet().stream()
                .filter(each -> each.getKey().startsWith(prefix))
                .map(each -> new StoredObject(each.getKey(), each.getValue()))
                .toList();
    }

    @Override
    public void deletePrefix(String prefix) {
        list(prefix).forEach(each -> attempt(() -> Files.delete(folder.resolve(each.key()))));
    }

    private interface Attempt {
        void run() throws IOException;
    }

    private static void attempt(Attempt attempt) {
        try {
            attempt.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
