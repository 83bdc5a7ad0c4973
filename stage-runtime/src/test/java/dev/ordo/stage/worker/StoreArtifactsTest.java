package dev.ordo.stage.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ordo.artifacts.ArtifactCache;
import dev.ordo.artifacts.Lineage;
import dev.ordo.artifacts.Machine;
import dev.ordo.artifacts.StoredCheckpoint;
import dev.ordo.events.error.RetryableException;
import dev.ordo.events.recipe.Arm;
import dev.ordo.events.stage.ComputeInterval;
import dev.ordo.events.stage.EvaluationCompleted;
import dev.ordo.stage.Progress;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class StoreArtifactsTest {
    private static final ComputeInterval COMPUTE = new ComputeInterval(Instant.EPOCH, Instant.EPOCH.plusSeconds(2));
    private static final Lineage LINEAGE =
            new Lineage(Samples.EXECUTION, COMPUTE, Samples.DIGEST, null, Arm.REQUANTIZE, 1L, null, List.of(), 0.5);

    private final AbsentObjectStore store = new AbsentObjectStore();
    private final Progress progress = new SilentProgress(new Cancellation());
    private final AtomicLong fetched = new AtomicLong();
    private final AtomicLong uploaded = new AtomicLong();

    @TempDir
    Path folder;

    private StoreArtifacts artifacts;

    @BeforeEach
    void open() {
        artifacts = artifacts(Duration.ofMinutes(1));
    }

    @Test
    void waitsWithAResultForAStoreThatIsAway() throws IOException {
        store.absences = 1;

        StoredCheckpoint stored = artifacts.store(checkpoint(), LINEAGE, progress);

        assertThat(artifacts.findComplete(Samples.KEY, progress)).contains(stored);
    }

    @Test
    void isAFailureOfTheWorkWhenTheStoreStaysAway() {
        store.absences = Integer.MAX_VALUE;

        assertThatThrownBy(() -> artifacts(Duration.ZERO).findEvaluation(Samples.KEY, progress))
                .isInstanceOf(RetryableException.class);
    }

    @Test
    void leavesNoManifestWhenTheWorkIsCancelledWhileItIsUploaded() throws IOException {
        Path checkpoint = checkpoint();
        Cancellation cancellation = new Cancellation();
        store.beforeWriting = key -> cancellation.cancel(StopReason.UNWANTED);

        assertThatThrownBy(() -> artifacts.store(checkpoint, LINEAGE, new SilentProgress(cancellation)))
                .isInstanceOf(WorkDroppedException.class);

        assertThat(store.objects).hasSize(1);
        assertThat(artifacts.findComplete(Samples.KEY, progress)).isEmpty();
    }

    @Test
    void countsTheBytesOfFilesThatTravelEachWay() throws IOException {
        Path checkpoint = checkpoint();
        long size = size(checkpoint);

        StoredCheckpoint stored = artifacts.store(checkpoint, LINEAGE, progress);
        artifacts.fetch(stored.ref(), Files.createDirectories(folder.resolve("fetched")), progress);

        assertThat(uploaded).hasValue(size);
        assertThat(fetched).hasValue(size);
    }

    @Test
    void findsWhatAnEvaluationFound() {
        EvaluationCompleted found = new EvaluationCompleted(
                Samples.EXECUTION, COMPUTE, Samples.PARENT, Map.of("novel", 9.5), null, Map.of("novel", 0.1), 3.5);

        artifacts.store(found, progress);

        assertThat(artifacts.findEvaluation(Samples.KEY, progress)).contains(found);
    }

    private StoreArtifacts artifacts(Duration patience) {
        ArtifactCache cache = new ArtifactCache(store, folder.resolve("cache"), 1 << 20);
        Machine machine = new Machine("a processor", 2, Map.of("java", "17"));
        return new StoreArtifacts(store, cache, machine, patience, fetched::addAndGet, uploaded::addAndGet);
    }

    private static long size(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(Path::toFile).mapToLong(File::length).sum();
        }
    }

    private Path checkpoint() throws IOException {
        Path directory = Files.createDirectories(folder.resolve("output"));
        Files.writeString(directory.resolve("config.json"), "{\"torch_dtype\": \"bfloat16\"}");
        Files.writeString(directory.resolve("tokenizer.json"), "{}");
        byte[] header =
                "{\"t\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[0,2]}}".getBytes(StandardCharsets.UTF_8);
        ByteBuffer weights = ByteBuffer.allocate(8 + header.length + 2)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(header.length)
                .put(header);
        Files.write(directory.resolve("model.safetensors"), weights.array());
        return directory;
    }
}
