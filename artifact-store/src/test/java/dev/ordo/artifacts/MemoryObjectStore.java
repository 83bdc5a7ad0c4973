package dev.ordo.artifacts;

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
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** An honest object store that forgets everything, and counts what is asked of it. */
public final class MemoryObjectStore implements ObjectStore {
    public final NavigableMap<String, byte[]> objects = new ConcurrentSkipListMap<>();
    public final List<String> written = new CopyOnWriteArrayList<>();
    public final AtomicInteger opened = new AtomicInteger();

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
        objects.put(key, content.clone());
        written.add(key);
    }

    @Override
    public boolean putIfAbsent(String key, byte[] content) {
        boolean absent = objects.putIfAbsent(key, content.clone()) == null;
        if (absent) {
            written.add(key);
        }
        return absent;
    }

    @Override
    public InputStream open(String key) {
        opened.incrementAndGet();
        return new ByteArrayInputStream(read(key));
    }

    @Override
    public byte[] read(String key) {
        byte[] content = objects.get(key);
        if (content == null) {
            throw new PermanentException(ErrorCode.NOT_FOUND, key);
        }
        return content.clone();
    }

    @Override
    public boolean exists(String key) {
        return objects.containsKey(key);
    }

    @Override
    public List<StoredObject> list(String prefix) {
        return objects.entrySet().stream()
                .filter(each -> each.getKey().startsWith(prefix))
                .map(each -> new StoredObject(each.getKey(), each.getValue().length))
                .toList();
    }

    @Override
    public void deletePrefix(String prefix) {
        objects.keySet().removeIf(key -> key.startsWith(prefix));
    }
}
