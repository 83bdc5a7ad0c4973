package dev.ordo.artifacts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ordo.events.recipe.Arm;
import dev.ordo.events.recipe.DistillRecipe;
import dev.ordo.events.recipe.PruneRecipe;
import dev.ordo.events.stage.CheckpointRef;
import dev.ordo.events.stage.DatasetRef;
import dev.ordo.events.stage.Execution;
import dev.ordo.events.stage.StageWork;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ResumeStoreTest {
    private static final String KEY = "a".repeat(64);
    private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");
    private static final CheckpointRef PARENT = new CheckpointRef(digest('1'), "models/parent", 1L);
    private static final StageWork WORK = new StageWork(
            DistillRecipe.defaults(),
            Arm.REQUANTIZE,
            new DatasetRef("kd", digest('2'), "data/kd.txt"),
            new CheckpointRef(digest('3'), "models/teacher", 1L),
            1L);
    private static final ResumeIdentity IDENTITY = ResumeIdentity.of(KEY, PARENT, WORK);
    private static final Machine MACHINE = new Machine("a processor", 2, Map.of());

    @TempDir
    Path folder;

    private final MemoryObjectStore objects = new MemoryObjectStore();
    private final ResumeStore store = new ResumeStore(objects);

    @Test
    void findsWhatWasSaved() throws IOException {
        save("e1", 7, "seven");

        Optional<ResumePoint> found = latest(IDENTITY);

        assertThat(found).hasValueSatisfying(point -> {
            assertThat(point.done()).isEqualTo(7);
            assertThat(point.unit()).isEqualTo("step");
            assertThat(point.machine()).isEqualTo(MACHINE);
        });
        assertThat(folder.resolve("found/state")).hasContent("seven");
    }

    @Test
    void findsNothingWhereNothingWasSaved() {
        assertThat(latest(IDENTITY)).isEmpty();
    }

    @Test
    void keepsTheFurthestPointAlone() throws IOException {
        save("e1", 7, "seven");
        save("e1", 9, "nine");

        assertThat(latest(IDENTITY)).map(ResumePoint::done).contains(9L);
        assertThat(objects.objects.keySet()).hasSize(2).allMatch(key -> key.contains("/0000000000009-"));
    }

    @Test
    void anExecutionThatIsBehindDeletesNothingOfOneThatIsAhead() throws IOException {
        save("e1", 9, "nine");
        save("e2", 7, "seven");

        assertThat(latest(IDENTITY)).map(ResumePoint::done).contains(9L);
    }

    static Stream<ResumeIdentity> others() {
        StageWork other = WORK;
        return Stream.of(
                new ResumeIdentity(KEY, 99, PARENT.digest(), other.recipe(), other.arm(), 1L, digest('3'), digest('2')),
                new ResumeIdentity(KEY, 1, digest('9'), other.recipe(), other.arm(), 1L, digest('3'), digest('2')),
                new ResumeIdentity(
                        KEY, 1, PARENT.digest(), PruneRecipe.defaults(), other.arm(), 1L, digest('3'), digest('2')),
                new ResumeIdentity(KEY, 1, PARENT.digest(), other.recipe(), null, 1L, digest('3'), digest('2')),
                new ResumeIdentity(KEY, 1, PARENT.digest(), other.recipe(), other.arm(), 2L, digest('3'), digest('2')),
                new ResumeIdentity(KEY, 1, PARENT.digest(), other.recipe(), other.arm(), 1L, digest('9'), digest('2')),
                new ResumeIdentity(KEY, 1, PARENT.digest(), other.recipe(), other.arm(), 1L, digest('3'), null));
    }

    @ParameterizedTest
    @MethodSource("others")
    void passesOverAPointOfWorkThatIsOtherInAnyRespect(ResumeIdentity other) throws IOException {
        save("e1", 7, "seven");

        assertThat(latest(other)).isEmpty();
    }

    @Test
    void takesAnEarlierPointWhereTheFurthestIsDamaged() throws IOException {
        save("e1", 9, "nine");
        save("e2", 7, "seven");
        objects.objects.replaceAll((key, content) -> key.matches(".*/0{12}9-.*/state") ? new byte[4] : content);

        assertThat(latest(IDENTITY)).map(ResumePoint::done).contains(7L);
        assertThat(folder.resolve("found/state")).hasContent("seven");
    }

    @Test
    void passesOverWhatWasNotUploadedToItsEnd() throws IOException {
        save("e1", 7, "seven");
        objects.objects.keySet().removeIf(key -> key.endsWith("ordo-resume.json"));

        assertThat(latest(IDENTITY)).isEmpty();
    }

    @Test
    void passesOverAManifestThatIsNone() throws IOException {
        save("e1", 7, "seven");
        objects.objects.replaceAll(
                (key, content) -> key.endsWith("ordo-resume.json") ? "{".getBytes(StandardCharsets.UTF_8) : content);

        assertThat(latest(IDENTITY)).isEmpty();
    }

    @Test
    void deletesThePointsOfOneStage() throws IOException {
        save("e1", 7, "seven");
        objects.put("resume/" + "b".repeat(64) + "/0000000000001-000000000001-e/state", new byte[1]);

        store.delete(KEY);

        assertThat(objects.objects.keySet()).singleElement().asString().startsWith("resume/bbb");
    }

    @Test
    void sweepsAwayWhatIsOldHalfUploadedOrNot() throws IOException {
        save("e1", 7, "seven");
        objects.put("resume/" + "b".repeat(64) + "/0000000000001-000000000001-e/state", new byte[1]);

        store.sweep(NOW);
        assertThat(latest(IDENTITY)).isPresent();
        assertThat(objects.objects).hasSize(2);

        store.sweep(NOW.plusSeconds(1));
        assertThat(objects.objects).isEmpty();
    }

    private void save(String execution, long done, String content) throws IOException {
        Path directory = Files.createDirectories(folder.resolve("saving"));
        Files.writeString(directory.resolve("state"), content);
        var point = new ResumePoint(IDENTITY, done, "step", MACHINE, List.of());
        store.save(new Execution(KEY, 1, execution, "worker"), point, directory, NOW);
    }

    private Optional<ResumePoint> latest(ResumeIdentity identity) {
        return store.latest(identity, folder.resolve("found"));
    }

    private static String digest(char digit) {
        return "sha256:" + String.valueOf(digit).repeat(64);
    }
}
