package dev.ordo.artifacts.s3;

import io.minio.BucketExistsArgs;
import io.minio.GetObjectArgs;
import io.minio.ListObjectsArgs;
import io.minio.MakeBucketArgs;
import io.minio.MinioClient;
import io.minio.PutObjectArgs;
import io.minio.RemoveObjectArgs;
import io.minio.Result;
import io.minio.StatObjectArgs;
import io.minio.UploadObjectArgs;
import io.minio.credentials.StaticProvider;
import io.minio.errors.MinioException;
import io.minio.messages.Item;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import okhttp3.Dispatcher;
import okhttp3.OkHttpClient;

/**
 * An {@link ObjectStore} in one bucket of an S3 service. Safe for several threads.
 *
 * <p>The client wraps a refused connection into an {@link IllegalStateException}; that is a store which is away, as any
 * other failure of the network.
 */
public final class S3ObjectStore implements ObjectStore, AutoCloseable {
    /** Bodies are sent in parts of at most this many bytes, since small servers hold a part in memory. */
    static final long PART_BYTES = 16L << 20;

    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);
    private static final Duration SILENCE_LIMIT = Duration.ofSeconds(60);

    private final MinioClient client;
    private final ExecutorService calls;
    private final String bucket;

    public S3ObjectStore(StoreSettings settings) {
        calls = Executors.newCachedThreadPool(S3ObjectStore::daemon);
        bucket = settings.bucket();
        client = MinioClient.builder()
                .endpoint(settings.endpoint())
                .region(settings.region())
                .credentialsProvider(new StaticProvider(
                        settings.accessKey(),
                        settings.secretKey(),
                        settings.sessionToken().orElse(null)))
                .httpClient(http(calls), true)
                .build();
    }

    /** Creates the bucket unless it is there. */
    public void createBucketIfMissing() {
        calling("creating bucket " + bucket, () -> {
            if (!client.bucketExists(BucketExistsArgs.builder().bucket(bucket).build())) {
                client.makeBucket(MakeBucketArgs.builder().bucket(bucket).build());
            }
            return null;
        });
    }

    @Override
    public void put(String key, Path file) {
        calling(
                "writing " + key,
                () -> client.uploadObject(UploadObjectArgs.builder()
                        .bucket(bucket)
                        .object(key)
                        .filename(file.toString(), PART_BYTES)
                        .build()));
    }

    @Override
    public void put(String key, byte[] content) {
        calling("writing " + key, () -> client.putObject(upload(key, content, Map.of())));
    }

    @Override
    public boolean putIfAbsent(String key, byte[] content) {
        try {
            client.putObject(upload(key, content, Map.of("If-None-Match", "*")));
            return true;
        } catch (MinioException | IllegalStateException e) {
            if (StoreFailures.isPreconditionFailed(e)) {
                return false;
            }
            throw StoreFailures.of("writing " + key, e);
        }
    }

    @Override
    public InputStream open(String key) {
        return calling(
                "reading " + key,
                () -> client.getObject(
                        GetObjectArgs.builder().bucket(bucket).object(key).build()));
    }

    @Override
    public byte[] read(String key) {
        try (InputStream in = open(key)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw StoreFailures.of("reading " + key, e);
        }
    }

    @Override
    public boolean exists(String key) {
        try {
            client.statObject(
                    StatObjectArgs.builder().bucket(bucket).object(key).build());
            return true;
        } catch (MinioException | IllegalStateException e) {
            if (StoreFailures.isMissing(e)) {
                return false;
            }
            throw StoreFailures.of("looking for " + key, e);
        }
    }

    @Override
    public List<StoredObject> list(String prefix) {
        List<StoredObject> found = new ArrayList<>();
        calling("listing " + prefix, () -> {
            for (Result<Item> each : client.listObjects(ListObjectsArgs.builder()
                    .bucket(bucket)
                    .prefix(prefix)
                    .recursive(true)
                    .build())) {
                Item item = each.get();
                if (!item.isDir() && !item.objectName().endsWith("/")) {
                    found.add(new StoredObject(item.objectName(), item.size()));
                }
            }
            return null;
        });
        found.sort(Comparator.comparing(StoredObject::key));
        return found;
    }

    @Override
    public void deletePrefix(String prefix) {
        for (StoredObject each : list(prefix)) {
            calling("deleting " + each.key(), () -> {
                client.removeObject(RemoveObjectArgs.builder()
                        .bucket(bucket)
                        .object(each.key())
                        .build());
                return null;
            });
        }
    }

    @Override
    public void close() {
        try {
            client.close();
        } catch (Exception e) {
            throw StoreFailures.of("closing the store's client", e);
        } finally {
            calls.shutdown();
        }
    }

    private PutObjectArgs upload(String key, byte[] content, Map<String, String> headers) {
        return PutObjectArgs.builder().bucket(bucket).object(key).extraHeaders(headers).stream(
                        new ByteArrayInputStream(content), (long) content.length, -1L)
                .build();
    }

    private static <T> T calling(String doing, StoreCall<T> call) {
        try {
            return call.run();
        } catch (MinioException | IllegalStateException e) {
            throw StoreFailures.of(doing, e);
        }
    }

    private static OkHttpClient http(ExecutorService calls) {
        return new OkHttpClient.Builder()
                .dispatcher(new Dispatcher(calls))
                .connectTimeout(CONNECT_LIMIT)
                .readTimeout(SILENCE_LIMIT)
                .writeTimeout(SILENCE_LIMIT)
                .build();
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "ordo-store");
        thread.setDaemon(true);
        return thread;
    }

    @FunctionalInterface
    private interface StoreCall<T> {
        T run() throws MinioException;
    }
}
