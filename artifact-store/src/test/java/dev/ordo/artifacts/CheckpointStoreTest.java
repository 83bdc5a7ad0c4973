package dev.ordo.artifacts;

import static dev.ordo.artifacts.SampleCheckpoints.KEY;
import static dev.ordo.artifacts.SampleCheckpoints.MACHINE;
import static dev.ordo.artifacts.SampleCheckpoints.lineage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ordo.events.error.ErrorCode;
import dev.ordo.events.error.PermanentException;
import dev.ordo.events.stage.CheckpointRef;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointStoreTest {
    private final MemoryObjectStore objects = new MemoryObjectStore();
    private final CheckpointStore store = new CheckpointStore(objects);

    @TempDir
    Path temp;

    private Path directory;

    @BeforeEach
    void write() throws IOException {
        directory = SampleCheckpoints.write(temp.resolve("checkpoint"), 1, 2, 3);
    }

    @Test
    void readsOneTextOfACheckpointAndBelievesItOnlyIfItIsWhatTheManifestSays() throws IOException {
        StoredCheckpoint stored = store.upload(directory, lineage(1, "e1"), MACHINE);

        assertThat(store.text(stored.ref(), stored.manifest(), "config.json"))
                .isEqualTo(Files.readString(directory.resolve("config.json")));
        assertThatThrownBy(() -> store.text(stored.ref(), stored.manifest(), "poem.txt"))
                .hasMessage(stored.ref().location() + " has no poem.txt");
        objects.objects.put(stored.ref().location() + "/config.json", new byte[] {'{', '}'});
        assertThatThrownBy(() -> store.text(stored.ref(), stored.manifest(), "config.json"))
                .hasMessageContaining("config.json is not what its manifest says");
    }

    @Test
    void uploadsUnderKeyAttemptAndExecutionWithTheManifestLast() {
        StoredCheckpoint stored = store.upload(directory, lineage(2, "e1"), MACHINE);

        String location = "checkpoints/" + KEY + "/2/e1";
        assertThat(stored.ref().location()).isEqualTo(location);
        assertThat(stored.ref().bytes()).isEqualTo(3);
        assertThat(objects.written)
                .containsExactly(
                        location + "/config.json",
                        location + "/model.safetensors",
                        location + "/tokenizer.json",
                        location + "/ordo-manifest.json");
    }

    @Test
    void givesEqualContentEqualDigestsWhoeverMadeIt() {
        StoredCheckpoint first = store.upload(directory, lineage(1, "e1"), MACHINE);
        StoredCheckpoint second = store.upload(directory, lineage(2, "e2"), MACHINE);

        assertThat(second.ref().digest()).isEqualTo(first.ref().digest());
        assertThat(second.ref().location()).isNotEqualTo(first.ref().location());
    }

    @Test
    void findsACompleteCheckpointOfAnyAttempt() {
        StoredCheckpoint stored = store.upload(directory, lineage(7, "e1"), MACHINE);

        assertThat(store.findComplete(KEY)).contains(stored);
    }

    @Test
    void findsNothingWhereTheManifestIsMissing() {
        store.upload(directory, lineage(1, "e1"), MACHINE);
        objects.objects.keySet().removeIf(key -> key.endsWith("ordo-manifest.json"));

        assertThat(store.findComplete(KEY)).isEmpty();
    }

    @Test
    void findsNothingWhereAFileIsMissingOrCut() {
        store.upload(directory, lineage(1, "e1"), MACHINE);
        store.upload(directory, lineage(1, "e2"), MACHINE);
        objects.objects.remove("checkpoints/" + KEY + "/1/e1/tokenizer.json");
        objects.objects.put("checkpoints/" + KEY + "/1/e2/model.safetensors", new byte[3]);

        assertThat(store.findComplete(KEY)).isEmpty();
    }

    @Test
    void passesOverACheckpointWithADamagedFileAndFindsTheSoundOne() {
        store.upload(directory, lineage(1, "e1"), MACHINE);
        StoredCheckpoint sound = store.upload(directory, lineage(1, "e2"), MACHINE);
        String damaged = "checkpoints/" + KEY + "/1/e1/model.safetensors";
        byte[] bytes = objects.read(damaged).clone();
        bytes[bytes.length - 1] ^= 1;
        objects.objects.put(damaged, bytes);

        assertThat(store.findComplete(KEY)).contains(sound);
    }

    @Test
    void passesOverAManifestThatCannotBeRead() {
        objects.put("checkpoints/" + KEY + "/1/e0/ordo-manifest.json", "{".getBytes(StandardCharsets.UTF_8));
        StoredCheckpoint stored = store.upload(directory, lineage(1, "e1"), MACHINE);

        assertThat(store.findComplete(KEY)).contains(stored);
    }

    @Test
    void passesOverAManifestOfAnotherStage() {
        store.upload(directory, lineage(1, "e1"), MACHINE);
        String other = "c".repeat(64);
        objects.list("checkpoints/" + KEY)
                .forEach(each -> objects.put(each.key().replace(KEY, other), objects.read(each.key())));

        assertThat(store.findComplete(other)).isEmpty();
    }

    @Test
    void bringsBackEveryFileAndTheManifest() throws IOException {
        Files.createDirectory(directory.resolve("before-requantize"));
        SampleCheckpoints.safetensors(directory.resolve("before-requantize/model.safetensors"), 9);
        StoredCheckpoint stored = store.upload(directory, lineage(1, "e1"), MACHINE);

        Path into = temp.resolve("into");
        store.downloadTo(stored.ref(), into);

        assertThat(into.resolve("before-requantize/model.safetensors"))
                .hasSameBinaryContentAs(directory.resolve("before-requantize/model.safetensors"));
        assertThat(into.resolve("model.safetensors")).hasSameBinaryContentAs(directory.resolve("model.safetensors"));
        assertThat(into.resolve("ordo-manifest.json")).exists();
    }

    @Test
    void refusesAFileWhoseBytesHaveChanged() {
        StoredCheckpoint stored = store.upload(directory, lineage(1, "e1"), MACHINE);
        objects.objects.put(stored.ref().location() + "/tokenizer.json", new byte[] {'[', ']'});

        Path into = temp.resolve("into");

        assertThatThrownBy(() -> store.downloadTo(stored.ref(), into))
                .hasMessageContaining("tokenizer.json has the SHA-256")
                .isInstanceOfSatisfying(
                        PermanentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DIGEST_MISMATCH));
        assertThat(into.resolve("tokenizer.json")).doesNotExist();
    }

    @Test
    void refusesACheckpointThatIsNotTheOneAskedFor() {
        StoredCheckpoint stored = store.upload(directory, lineage(1, "e1"), MACHINE);
        CheckpointRef other = new CheckpointRef(
                SampleCheckpoints.DIGEST, stored.ref().location(), stored.ref().bytes());

        assertThatThrownBy(() -> store.manifest(other))
                .hasMessageContaining("expected " + SampleCheckpoints.DIGEST)
                .isInstanceOfSatisfying(
                        PermanentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DIGEST_MISMATCH));
    }

    @Test
    void saysOfAnAbsentCheckpointThatItIsNotFound() {
        CheckpointRef absent = new CheckpointRef(SampleCheckpoints.DIGEST, "models/absent", 1L);

        assertThatThrownBy(() -> store.downloadTo(absent, temp.resolve("into")))
                .isInstanceOfSatisfying(
                        PermanentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
    }

    @Test
    void keepsTheFirstManifestWhereTheSameExecutionUploadsAgain() {
        store.upload(directory, lineage(1, "e1"), MACHINE);
        byte[] first = objects.read("checkpoints/" + KEY + "/1/e1/ordo-manifest.json");

        store.upload(directory, lineage(1, "e1"), new Machine("another", 8, null));

        assertThat(objects.read("checkpoints/" + KEY + "/1/e1/ordo-manifest.json"))
                .isEqualTo(first);
    }
}
