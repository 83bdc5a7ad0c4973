package dev.ordo.artifacts.s3;

import dev.ordo.events.error.RetryableException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/**
 * A store that outlasts the absence of another: what fails because the store is away is tried again, until patience ends. An
 * object that breaks off while it is read is opened again and read on from there, since objects never change.
 */
public final class PatientObjectStore implements ObjectStore {
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

    private final ObjectStore store;
    private final Duration limit;
    private final Duration firstPause;
    private final TransferWatch watch;

    /**
     * @param limit how long the store may be away at a time
     * @param watch told of what travels; asked, by a throw, whether to go on
     */
    public PatientObjectStore(ObjectStore store, Duration limit, TransferWatch watch) {
        this(store, limit, FIRST_PAUSE, watch);
    }

    PatientObjectStore(ObjectStore store, Duration limit, Duration firstPause, TransferWatch watch) {
        this.store = store;
        this.limit = limit;
        this.firstPause = firstPause;
        this.watch = watch;
    }

    @Override
    public void put(String key, Path file) {
        watch.moved(0);
        patiently(() -> {
            store.put(key, file);
            return null;
        });
        watch.moved(size(file));
    }

    @Override
    public void put(String key, byte[] content) {
        patiently(() -> {
            store.put(key, content);
            return null;
        });
    }

    /**
     * {@inheritDoc}
     *
     * <p>Where a write went well but its answer got lost, the second try finds the first one's object and says false.
     */
    @Override
    public boolean putIfAbsent(String key, byte[] content) {
        return patiently(() -> store.putIfAbsent(key, content));
    }

    @Override
    public InputStream open(String key) {
        watch.moved(0);
        InputStream first = patiently(() -> store.open(key));
        return new PatientStream(() -> store.open(key), first, key, patience(), watch);
    }

    @Override
    public byte[] read(String key) {
        return patiently(() -> store.read(key));
    }

    @Override
    public boolean exists(String key) {
        return patiently(() -> store.exists(key));
    }

    @Override
    public List<StoredObject> list(String prefix) {
        return patiently(() -> store.list(prefix));
    }

    @Override
    public void deletePrefix(String prefix) {
        patiently(() -> {
            store.deletePrefix(prefix);
            return null;
        });
    }

    private <T> T patiently(Supplier<T> call) {
        Patience patience = patience();
        while (true) {
            try {
                return call.get();
            } catch (RetryableException e) {
                patience.waitAfter(e);
            }
        }
    }

    private Patience patience() {
        return new Patience(limit, firstPause, watch);
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }
}
