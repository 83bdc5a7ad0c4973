package dev.ordo.cli.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ordo.artifacts.Catalog;
import dev.ordo.artifacts.CatalogModel;
import dev.ordo.artifacts.CheckpointStore;
import dev.ordo.artifacts.s3.S3ObjectStore;
import dev.ordo.artifacts.s3.StoreSettings;
import dev.ordo.cli.CommandFailure;
import dev.ordo.cli.hub.HubServer;
import dev.ordo.events.InvalidEventException;
import dev.ordo.events.error.OrdoException;
import dev.ordo.events.error.PermanentException;
import dev.ordo.events.error.RetryableException;
import dev.ordo.model.gguf.GgufException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
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

/** Models from every kind of source, into a real store, from a real S3 server and a server that speaks a hub's protocol. */
class ModelImportIT {
    private static final String GGUF = "../model-core/src/test/resources/golden/gguf/qwen2.gguf";

    @TempDir
    static Path data;

    private static S3Proxy server;

    @TempDir
    Path temp;

    private final Map<String, String> environment = new HashMap<>();
    private S3ObjectStore store;
    private S3ObjectStore foreign;
    private Catalog catalog;
    private Path model;

    @BeforeAll
    static void serve() throws Exception {
        Properties properties = new Properties();
        properties.setProperty("jclouds.filesystem.basedir", data.toString());
        properties.setProperty(Constants.PROPERTY_IDENTITY, "who");
        properties.setProperty(Constants.PROPERTY_CREDENTIAL, "secret");
        server = S3Proxy.builder()
                .blobStore(BlobStores.create("filesystem-nio2", properties))
                .endpoint(URI.create("http://127.0.0.1:0"))
                .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, "who", "secret")
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
        store = bucket("ordo");
        foreign = bucket("theirs");
        catalog = new Catalog(store);
        model = SmallModel.write(temp.resolve("model"));
        environment.put("AWS_ENDPOINT_URL", endpoint());
        environment.put("AWS_ACCESS_KEY_ID", "who");
        environment.put("AWS_SECRET_ACCESS_KEY", "secret");
    }

    @AfterEach
    void close() {
        store.deletePrefix("");
        foreign.deletePrefix("");
        store.close();
        foreign.close();
    }

    @Test
    void importsADirectory() {
        CatalogModel imported = run(model.toString(), "small");

        assertThat(catalog.model("small")).isEqualTo(imported);
        assertThat(model).isDirectoryContaining(each -> each.endsWith("config.json"));
    }

    @Test
    void importsTheSameContentFromHubBucketAndDirectory() throws IOException {
        upload("models/small/");
        String digest = run(model.toString(), "local").checkpoint().digest();

        CatalogModel fromBucket = run("s3://theirs/models/small", "bucket");

        assertThat(fromBucket.checkpoint().digest()).isEqualTo(digest);
        assertThat(fromBucket.provenance()).isEqualTo("given by hand; s3://theirs/models/small at " + endpoint());
        try (HubServer hub = hub()) {
            CatalogModel fromHub = run("hf:acme/tiny", "hub");

            assertThat(fromHub.checkpoint().digest()).isEqualTo(digest);
            assertThat(fromHub.provenance())
                    .isEqualTo("given by hand; hf:acme/tiny@" + HubServer.COMMIT + ", licence apache-2.0");
        }
        assertThat(scratch()).isDirectoryNotContaining(Files::isDirectory);
    }

    @Test
    void importsAGgufFile() {
        CatalogModel imported = run(GGUF, "gguf");

        new CheckpointStore(store).downloadTo(imported.checkpoint(), temp.resolve("back"));
        assertThat(temp.resolve("back/tokenizer.json")).exists();
        assertThat(scratch()).isDirectoryNotContaining(Files::isDirectory);
    }

    @Test
    void importsABucketsRoot() throws IOException {
        upload("");

        assertThat(run("s3://theirs", "root").checkpoint().bytes()).isPositive();
    }

    @Test
    void holdsACheckpointOfOrdosToItsManifest() {
        CatalogModel first = new Catalog(foreign).importModel("small", model, "");
        String location = first.checkpoint().location();

        assertThat(run("s3://theirs/" + location, "again").checkpoint().digest())
                .isEqualTo(first.checkpoint().digest());

        foreign.put(location + "/tokenizer_config.json", "{}".getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> run("s3://theirs/" + location, "changed"))
                .isInstanceOf(PermanentException.class)
                .hasMessageContaining("tokenizer_config.json has the SHA-256");
        assertThatNothingIsNamed("changed");
    }

    @Test
    void saysWhatAPrefixLacks() {
        foreign.put("models/x/pytorch_model.bin", new byte[] {1});

        assertThatThrownBy(() -> run("s3://theirs/models/x", "x"))
                .isInstanceOf(CommandFailure.class)
                .hasMessage("s3://theirs/models/x has no config.json; it has pytorch_model.bin");
    }

    @Test
    void tellsAMissingBucketAndAWrongKeyApart() {
        assertThatThrownBy(() -> run("s3://no-such-bucket/x", "x"))
                .isInstanceOf(OrdoException.class)
                .hasMessageContaining("the store has no such object");
        environment.put("AWS_SECRET_ACCESS_KEY", "wrong");
        assertThatThrownBy(() -> run("s3://theirs/x", "x"))
                .isInstanceOf(OrdoException.class)
                .hasMessageContaining("signature");
    }

    @Test
    void namesNoModelThatIsUnsound() throws IOException {
        Path unsound = SmallModel.write(temp.resolve("unsound"), 4096, Float.NaN);

        assertThatThrownBy(() -> run(unsound.toString(), "unsound")).hasMessageContaining("at index 3");
        assertThatNothingIsNamed("unsound");
        assertThat(store.list("models/")).isEmpty();

        Path broken = Files.write(temp.resolve("broken.gguf"), new byte[] {'G', 'G', 'U', 'F'});
        assertThatThrownBy(() -> run(broken.toString(), "broken")).isInstanceOf(GgufException.class);
        assertThatNothingIsNamed("broken");
        assertThat(scratch()).isDirectoryNotContaining(Files::isDirectory);
    }

    @Test
    void continuesAHubsDownloadInTheNextImport() throws IOException {
        try (HubServer hub = hub()) {
            hub.mishaps.add(new HubServer.Mishap.None());
            hub.mishaps.add(new HubServer.Mishap.Status(404, -1));
            assertThatThrownBy(() -> run("hf:acme/tiny", "hub")).isInstanceOf(CommandFailure.class);
            assertThat(hub.requests).hasSize(2);

            run("hf:acme/tiny", "hub");

            assertThat(hub.requests).filteredOn("config.json"::equals).hasSize(1);
        }
    }

    @Test
    void keepsAHubsDownloadWhileTheStoreIsAwayButNoUnsoundOne() throws IOException {
        try (HubServer hub = hub();
                S3ObjectStore away =
                        new S3ObjectStore(new StoreSettings("http://127.0.0.1:1", "who", "secret", "ordo"))) {
            ModelSource source = ModelSource.of("hf:acme/tiny", environment);
            assertThatThrownBy(() -> new ModelImport(new Catalog(away), scratch(), line -> {}).run(source, "hub", ""))
                    .isInstanceOf(RetryableException.class);
            hub.requests.clear();

            run("hf:acme/tiny", "hub");

            assertThat(hub.requests).isEmpty();

            SmallModel.files(SmallModel.write(temp.resolve("unsound"), 4096, Float.NaN))
                    .forEach(hub::with);
            assertThatThrownBy(() -> run("hf:acme/tiny", "unsound")).isInstanceOf(CommandFailure.class);
            assertThat(scratch()).isDirectoryNotContaining(Files::isDirectory);
        }
    }

    @Test
    void fetchesNothingUnderANameThatIsNone() throws IOException {
        try (HubServer hub = hub()) {
            assertThatThrownBy(() -> run("hf:acme/tiny", "../x")).isInstanceOf(InvalidEventException.class);
            assertThat(hub.hubTokens).isEmpty();
        }
    }

    @Test
    void refusesASecondImportOfTheSameModelAtTheSameTime() throws IOException {
        ModelSource source = ModelSource.of(model.toString(), environment);
        try (ScratchLock held = ScratchLock.take(scratch().resolve(source.scratchName()))) {
            assertThat(held).isNotNull();
            assertThatThrownBy(() -> run(model.toString(), "small"))
                    .isInstanceOf(CommandFailure.class)
                    .hasMessageContaining("another import is fetching the same model");
        }
        assertThat(run(model.toString(), "small").name()).isEqualTo("small");
    }

    private CatalogModel run(String source, String name) {
        return new ModelImport(catalog, scratch(), line -> {})
                .run(ModelSource.of(source, environment), name, "given by hand");
    }

    private Path scratch() {
        return temp.resolve("scratch");
    }

    private HubServer hub() throws IOException {
        HubServer hub = new HubServer();
        SmallModel.files(model).forEach(hub::with);
        environment.put("HF_ENDPOINT", hub.endpoint());
        return hub;
    }

    private void upload(String prefix) throws IOException {
        SmallModel.files(model).keySet().forEach(name -> foreign.put(prefix + name, model.resolve(name)));
    }

    private void assertThatNothingIsNamed(String name) {
        assertThatThrownBy(() -> catalog.model(name)).hasMessageContaining("there is no model");
    }

    private static S3ObjectStore bucket(String name) {
        S3ObjectStore bucket = new S3ObjectStore(new StoreSettings(endpoint(), "who", "secret", name));
        bucket.createBucketIfMissing();
        return bucket;
    }

    private static String endpoint() {
        return "http://127.0.0.1:" + server.getPort();
    }
}
