package dev.ordo.artifacts.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ordo.artifacts.ArtifactCache;
import dev.ordo.artifacts.Catalog;
import dev.ordo.artifacts.CheckpointStore;
import dev.ordo.artifacts.SampleCheckpoints;
import dev.ordo.artifacts.StoredCheckpoint;
import dev.ordo.events.error.ErrorCode;
import dev.ordo.events.error.PermanentException;
import dev.ordo.events.error.RetryableException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Properties;
import java.util.Random;
import org.gaul.s3proxy.BlobStores;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.Constants;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The store against a real S3 server in this JVM. */
class S3ObjectStoreIT {
    private static final String ACCESS = "access";
    private static final String SECRET = "secret-of-the-test";

    @TempDir
    static Path data;

    private static S3Proxy server;

    @TempDir
    Path temp;

    private S3ObjectStore store;

    @BeforeAll
    static void serve() throws Exception {
        Properties properties = new Properties();
        properties.setProperty("jclouds.filesystem.basedir", data.toString());
        properties.setProperty(Constants.PROPERTY_IDENTITY, ACCESS);
        properties.setProperty(Constants.PROPERTY_CREDENTIAL, SECRET);
        server = S3Proxy.builder()
                .blobStore(BlobStores.create("filesystem-nio2", properties))
                .endpoint(URI.create("http://127.0.0.1:0"))
                .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, ACCESS, SECRET)
                .ignoreUnknownHeaders(true)
                .build();
        server.start();
    }

    @AfterAll
    static void shutDown() throws Exception {
        server.stop();
    }

    @BeforeEach
    void open() {
        store = new S3ObjectStore(settings(SECRET));
        store.createBucketIfMissing();
    }

    @AfterEach
    void close() {
        store.deletePrefix("");
        store.close();
    }

    @Test
    void createsItsBucketOnlyOnce() {
        store.createBucketIfMissing();

        assertThat(store.list("")).isEmpty();
    }

    @Test
    void readsWhatItWrote() {
        store.put("a/b.json", bytes("{}"));

        assertThat(store.read("a/b.json")).isEqualTo(bytes("{}"));
        assertThat(store.exists("a/b.json")).isTrue();
        assertThat(store.exists("a/c.json")).isFalse();
    }

    @Test
    void listsByPrefixInOrderAndDeletesNothingElse() {
        store.put("a/2", bytes("22"));
        store.put("a/1", bytes("1"));
        store.put("b/1", bytes("1"));

        assertThat(store.list("a/")).containsExactly(new StoredObject("a/1", 1), new StoredObject("a/2", 2));

        store.deletePrefix("a/");

        assertThat(store.list("")).containsExactly(new StoredObject("b/1", 1));
    }

    @Test
    void listsMoreObjectsThanOnePageHolds() {
        for (int i = 0; i < 1005; i++) {
            store.put("many/" + i, new byte[0]);
        }

        assertThat(store.list("many/")).hasSize(1005);
    }

    @Test
    void sendsALargeFileInPartsAndGetsItBackWhole() throws IOException {
        Path file = temp.resolve("large");
        byte[] chunk = new byte[1 << 20];
        Random random = new Random(1);
        try (OutputStream out = Files.newOutputStream(file)) {
            for (int i = 0; i < 40; i++) {
                random.nextBytes(chunk);
                out.write(chunk);
            }
        }

        store.put("large", file);

        try (InputStream in = store.open("large")) {
            Path back = temp.resolve("back");
            Files.copy(in, back);
            assertThat(back).hasSameBinaryContentAs(file);
        }
    }

    @Test
    void writesAnEmptyFile() throws IOException {
        store.put("empty", Files.createFile(temp.resolve("empty")));

        assertThat(store.read("empty")).isEmpty();
    }

    @Test
    void writesConditionallyOnlyWhatIsNotThere() {
        assertThat(store.putIfAbsent("once", bytes("first"))).isTrue();
        assertThat(store.putIfAbsent("once", bytes("second"))).isFalse();

        assertThat(store.read("once")).isEqualTo(bytes("first"));
    }

    @Test
    void passesTheProbeOfConditionalWrites() {
        new ConditionalWriteProbe(store, 16).check();

        assertThat(store.list("")).isEmpty();
    }

    @Test
    void saysOfAnAbsentObjectThatItIsNotFound() {
        assertThatThrownBy(() -> store.read("absent"))
                .hasMessageContaining("reading absent")
                .isInstanceOfSatisfying(
                        PermanentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
    }

    @Test
    void takesAWrongSecretForPermanent() {
        try (S3ObjectStore stranger = new S3ObjectStore(settings("wrong"))) {
            assertThatThrownBy(() -> stranger.put("a", bytes("x")))
                    .isInstanceOfSatisfying(
                            PermanentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE));
        }
    }

    @Test
    void takesAStoreThatDoesNotAnswerForRetryable() {
        try (S3ObjectStore nowhere =
                new S3ObjectStore(new StoreSettings("http://127.0.0.1:1", ACCESS, SECRET, "ordo"))) {
            assertThatThrownBy(() -> nowhere.read("a"))
                    .isInstanceOfSatisfying(
                            RetryableException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE));
            assertThatThrownBy(() -> nowhere.list("a")).isInstanceOf(RetryableException.class);
            assertThatThrownBy(() -> nowhere.exists("a")).isInstanceOf(RetryableException.class);
        }
    }

    @Test
    void carriesACheckpointThereAndBack() throws IOException {
        Path directory = SampleCheckpoints.write(temp.resolve("checkpoint"), 1, 2, 3);
        CheckpointStore checkpoints = new CheckpointStore(store);

        StoredCheckpoint stored =
                checkpoints.upload(directory, SampleCheckpoints.lineage(1, "e1"), SampleCheckpoints.MACHINE);

        assertThat(checkpoints.findComplete(SampleCheckpoints.KEY)).contains(stored);
        new ArtifactCache(store, temp.resolve("cache"), 1 << 20).fetch(stored.ref(), temp.resolve("into"));
        assertThat(temp.resolve("into/model.safetensors"))
                .hasSameBinaryContentAs(directory.resolve("model.safetensors"));
    }

    @Test
    void importsAModelAndAText() throws IOException {
        Path directory = SampleCheckpoints.write(temp.resolve("checkpoint"), 1, 2, 3);
        Path text = Files.writeString(temp.resolve("novel.txt"), "It is a truth");
        Catalog catalog = new Catalog(store);

        var model = catalog.importModel("tiny", directory, "here");
        var novel = catalog.importData("novel", text, "public domain");

        assertThat(catalog.models()).containsExactly(model);
        assertThat(catalog.dataSets()).containsExactly(novel);
    }

    @Test
    void keepsItsSecretOutOfLogs() {
        assertThat(settings(SECRET).toString()).doesNotContain(SECRET);
        assertThat(Arrays.asList(ACCESS, "ordo"))
                .allSatisfy(shown -> assertThat(settings(SECRET).toString()).contains(shown));
    }

    private static StoreSettings settings(String secret) {
        return new StoreSettings("http://127.0.0.1:" + server.getPort(), ACCESS, secret, "ordo");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
