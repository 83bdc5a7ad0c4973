package dev.ordo.artifacts;

import static dev.ordo.artifacts.SampleCheckpoints.MACHINE;
import static dev.ordo.artifacts.SampleCheckpoints.lineage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ordo.events.error.PermanentException;
import dev.ordo.events.stage.CheckpointRef;
import dev.ordo.events.stage.DatasetRef;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArtifactCacheTest {
    private static final long PLENTY = 1 << 20;

    private final MemoryObjectStore objects = new MemoryObjectStore();
    private final CheckpointStore store = new CheckpointStore(objects);

    @TempDir
    Path temp;

    @Test
    void tellsHowLargeADataSetIsWithoutFetchingIt() {
        objects.put("data/novel.txt", "It is a truth".getBytes(StandardCharsets.UTF_8));
        objects.put("data/novel.txt.bak", new byte[99]);
        DatasetRef novel = new DatasetRef("novel", SampleCheckpoints.DIGEST, "data/novel.txt");
        DatasetRef poem = new DatasetRef("poem", SampleCheckpoints.DIGEST, "data/poem.txt");

        assertThat(cache(PLENTY).size(novel)).isEqualTo(13);
        assertThat(objects.opened).hasValue(0);
        assertThatThrownBy(() -> cache(PLENTY).size(poem))
                .isInstanceOf(PermanentException.class)
                .hasMessage("the store has no data set at data/poem.txt");
    }

    @Test
    void downloadsACheckpointOnlyOnce() throws IOException {
        CheckpointRef ref = upload("e1", 1, 2, 3);
        ArtifactCache cache = cache(PLENTY);
        cache.fetch(ref, temp.resolve("first"));
        int downloads = objects.opened.get();

        cache.fetch(ref, temp.resolve("second"));

        assertThat(objects.opened).hasValue(downloads);
        assertThat(temp.resolve("second/model.safetensors"))
                .hasSameBinaryContentAs(temp.resolve("first/model.safetensors"));
    }

    @Test
    void sharesWhatAnotherProcessHasDownloaded() throws IOException {
        CheckpointRef ref = upload("e1", 1, 2, 3);
        cache(PLENTY).fetch(ref, temp.resolve("first"));
        int downloads = objects.opened.get();

        cache(PLENTY).fetch(ref, temp.resolve("second"));

        assertThat(objects.opened).hasValue(downloads);
    }

    @Test
    void keepsNothingOfADownloadThatFailed() throws IOException {
        CheckpointRef ref = upload("e1", 1, 2, 3);
        byte[] whole = objects.read(ref.location() + "/tokenizer.json");
        objects.objects.put(ref.location() + "/tokenizer.json", new byte[] {'[', ']'});
        ArtifactCache cache = cache(PLENTY);
        assertThatThrownBy(() -> cache.fetch(ref, temp.resolve("first"))).isInstanceOf(PermanentException.class);
        assertThat(entries()).isEmpty();
        objects.objects.put(ref.location() + "/tokenizer.json", whole);

        cache.fetch(ref, temp.resolve("second"));

        assertThat(temp.resolve("second/tokenizer.json")).hasContent("{}");
    }

    @Test
    void downloadsAgainWhatHasLostAFile() throws IOException {
        CheckpointRef ref = upload("e1", 1, 2, 3);
        ArtifactCache cache = cache(PLENTY);
        cache.fetch(ref, temp.resolve("first"));
        Files.delete(entries().get(0).resolve("tokenizer.json"));

        cache.fetch(ref, temp.resolve("second"));

        assertThat(temp.resolve("second/tokenizer.json")).hasContent("{}");
    }

    @Test
    void keepsCheckpointsApartThatDifferOnlyBesideTheirContent() throws IOException {
        Path directory = SampleCheckpoints.write(temp.resolve("source"), 1);
        CheckpointRef plain = store.upload(directory, lineage(1, "e1"), MACHINE).ref();
        Files.createDirectory(directory.resolve("before-requantize"));
        SampleCheckpoints.safetensors(directory.resolve("before-requantize/model.safetensors"), 9);
        CheckpointRef withBefore =
                store.upload(directory, lineage(1, "e2"), MACHINE).ref();
        ArtifactCache cache = cache(PLENTY);

        cache.fetch(plain, temp.resolve("plain"));
        cache.fetch(withBefore, temp.resolve("before"));

        assertThat(plain.digest()).isEqualTo(withBefore.digest());
        assertThat(temp.resolve("plain/before-requantize")).doesNotExist();
        assertThat(temp.resolve("before/before-requantize/model.safetensors")).exists();
    }

    @Test
    void clearsAwayWhatWasUsedLongestAgo() throws IOException {
        CheckpointRef old = upload("e1", bytes(10_000, 1));
        CheckpointRef recent = upload("e2", bytes(10_000, 2));
        ArtifactCache cache = cache(30_000);
        cache.fetch(old, temp.resolve("first"));
        age(7200);
        cache.fetch(recent, temp.resolve("second"));
        age(3600);
        cache.fetch(old, temp.resolve("third"));

        cache.fetch(upload("e3", bytes(10_000, 3)), temp.resolve("fourth"));

        int downloads = objects.opened.get();
        cache.fetch(old, temp.resolve("fifth"));
        assertThat(objects.opened).as("the first was used again and stayed").hasValue(downloads);
        cache.fetch(recent, temp.resolve("sixth"));
        assertThat(objects.opened.get()).as("the second had gone").isGreaterThan(downloads);
    }

    @Test
    void takesNothingFromThoseWhoHaveFetchedIt() throws IOException {
        CheckpointRef ref = upload("e1", bytes(1000, 1));
        ArtifactCache cache = cache(10);
        cache.fetch(ref, temp.resolve("first"));
        age(7200);

        cache.fetch(upload("e2", bytes(1000, 2)), temp.resolve("second"));

        assertThat(entries()).hasSize(1);
        assertThat(temp.resolve("first/model.safetensors")).exists();
    }

    @Test
    void keepsWhatIsInUseEvenIfItIsTooMuch() throws IOException {
        ArtifactCache cache = cache(10);
        cache.fetch(upload("e1", bytes(1000, 1)), temp.resolve("first"));

        cache.fetch(upload("e2", bytes(1000, 2)), temp.resolve("second"));

        assertThat(entries()).hasSize(2);
    }

    @Test
    void survivesManyThatFetchAtOnce() throws IOException {
        cache(10).fetch(upload("e0", bytes(900, 9)), temp.resolve("earlier"));
        age(7200);
        List<CheckpointRef> refs = List.of(upload("e1", bytes(900, 1)), upload("e2", bytes(900, 2)));
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<CompletableFuture<Void>> fetches = IntStream.range(0, 32)
                    .mapToObj(i -> CompletableFuture.runAsync(
                            () -> cache(10).fetch(refs.get(i % 2), temp.resolve("into-" + i)), threads))
                    .toList();
            fetches.forEach(CompletableFuture::join);
        } finally {
            threads.shutdown();
        }

        assertThat(entries()).hasSize(2);
        for (int i = 0; i < 32; i++) {
            assertThat(temp.resolve("into-" + i + "/model.safetensors"))
                    .hasSameBinaryContentAs(temp.resolve("source-e" + (1 + i % 2) + "/model.safetensors"));
        }
    }

    @Test
    void fetchesADataSetUnderItsName() {
        byte[] text = "It is a truth".getBytes(StandardCharsets.UTF_8);
        objects.put("data/x/novel.txt", text);
        DatasetRef ref = new DatasetRef("novel", "sha256:" + Digests.hex("It is a truth"), "data/x/novel.txt");

        Path file = cache(PLENTY).fetch(ref, temp.resolve("data"));

        assertThat(file).hasFileName("novel.txt").hasContent("It is a truth");
    }

    @Test
    void refusesADataSetOfAnotherDigest() {
        objects.put("data/x/novel.txt", new byte[] {'a'});
        DatasetRef ref = new DatasetRef("novel", SampleCheckpoints.DIGEST, "data/x/novel.txt");

        assertThatThrownBy(() -> cache(PLENTY).fetch(ref, temp.resolve("data")))
                .isInstanceOf(PermanentException.class)
                .hasMessageContaining("data/x/novel.txt has the SHA-256");
    }

    private CheckpointRef upload(String executionId, int... tensorBytes) throws IOException {
        Path directory = SampleCheckpoints.write(temp.resolve("source-" + executionId), tensorBytes);
        return store.upload(directory, lineage(1, executionId), MACHINE).ref();
    }

    private ArtifactCache cache(long maxBytes) {
        return new ArtifactCache(objects, temp.resolve("cache"), maxBytes);
    }

    private List<Path> entries() throws IOException {
        try (Stream<Path> all = Files.list(temp.resolve("cache/entries"))) {
            return all.toList();
        }
    }

    /** Makes every entry look as if it had been used this many seconds earlier than it was. */
    private void age(long seconds) throws IOException {
        for (Path each : entries()) {
            Instant used = Files.getLastModifiedTime(each).toInstant();
            Files.setLastModifiedTime(each, FileTime.from(used.minusSeconds(seconds)));
        }
    }

    private static int[] bytes(int count, int value) {
        return IntStream.generate(() -> value).limit(count).toArray();
    }
}
