package dev.ordo.stage.worker;

import dev.ordo.artifacts.s3.ObjectStore;
import dev.ordo.artifacts.s3.StoredObject;
import dev.ordo.events.error.ErrorCode;
import dev.ordo.events.error.PermanentException;
import dev.ordo.events.error.RetryableException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Objects in memory; the store is away for some calls, and before an object is written the test may have its say. */
final class AbsentObjectStore implements ObjectStore {
    final TreeMap<String, byte[]> objects = new TreeMap<>();
    Consumer<String> beforeWriting = key -> {};
    int absences;

    @Override
    public void put(String key, Path file) {
        try {
            put(key, Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void put(String key, byte[] content) {
        beThere();
        beforeWriting.accept(key);
        objects.put(key, content);
    }

    @Override
    public boolean putIfAbsent(String key, byte[] content) {
        beThere();
        beforeWriting.accept(key);
        return objects.putIfAbsent(key, content) == null;
    }

    @Override
    public InputStream open(String key) {
        return new ByteArrayInputStream(read(key));
    }

    @Override
    public byte[] read(String key) {
        beThere();
        if (!objects.containsKey(key)) {
            throw new PermanentException(ErrorCode.NOT_FOUND, key);
        }
        return objects.get(key);
    }

    @Override
    public boolean exists(String key) {
        return objects.containsKey(key);
    }

    @Override
    public List<StoredObject> list(String prefix) {
        beThere();
        return objects.entrySet().stream()
                .filter(each -> each.getKey().startsWith(prefix))
                .map(each -> new StoredObject(each.getKey(), each.getValue().length))
                .toList();
    }

    @Override
    public void deletePrefix(String prefix) {
        objects.keySet().removeIf(key -> key.startsWith(prefix));
    }

    private void beThere() {
        if (absences > 0) {
            absences--;
            throw new RetryableException(ErrorCode.STORE_UNAVAILABLE, "connection refused");
        }
    }
}
