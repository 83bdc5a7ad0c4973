package dev.ordo.stage.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ordo.artifacts.Lineage;
import dev.ordo.events.Technique;
import dev.ordo.events.Topics;
import dev.ordo.events.error.ErrorCode;
import dev.ordo.events.error.RetryableException;
import dev.ordo.events.stage.CheckpointReady;
import dev.ordo.events.stage.ComputeInterval;
import dev.ordo.events.stage.EvaluationCompleted;
import dev.ordo.events.stage.HeldOutPerplexity;
import dev.ordo.events.stage.Needs;
import dev.ordo.stage.EvaluationInputs;
import dev.ordo.stage.EvaluationOutline;
import dev.ordo.stage.EvaluationOutput;
import dev.ordo.stage.EvaluationTask;
import dev.ordo.stage.Progress;
import dev.ordo.stage.Requirements;
import dev.ordo.stage.StageInputs;
import dev.ordo.stage.StageOutline;
import dev.ordo.stage.StageOutput;
import dev.ordo.stage.StageTask;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobsTest {
    private static final Progress SILENT = (done, total, unit) -> {};
    private static final ComputeInterval COMPUTE = new ComputeInterval(Instant.EPOCH, Instant.EPOCH.plusSeconds(2));

    private final MemoryArtifacts artifacts = new MemoryArtifacts();

    @TempDir
    Path directory;

    @Test
    void handsADistillationItsParentTeacherAndText() {
        AtomicReference<StageInputs> seen = new AtomicReference<>();

        stageJob(Technique.DISTILL, seen).compute(Samples.delivery(Samples.DISTILL), directory, SILENT);

        StageInputs inputs = seen.get();
        assertThat(inputs.work()).isEqualTo(Samples.DISTILL);
        assertThat(inputs.parent().resolve("origin")).hasContent("models/parent");
        assertThat(inputs.teacher().orElseThrow().resolve("origin")).hasContent("models/teacher");
        assertThat(inputs.data().orElseThrow()).hasFileName("novel.txt").hasContent("data/d/novel.txt");
    }

    @Test
    void handsADistillationWhatItIsMeasuredOnAndSaysAndKeepsWhatWasMeasured() {
        AtomicReference<StageInputs> seen = new AtomicReference<>();
        List<HeldOutPerplexity> curve = List.of(new HeldOutPerplexity(5L, Map.of("poem", 9.0)));
        StageJob job = stageJob(Technique.DISTILL, seen::set, new StageOutput(0, curve));

        Outcome outcome = job.compute(Samples.delivery(Samples.MEASURED), directory, SILENT)
                .commit(COMPUTE);

        assertThat(seen.get().heldOut().get("poem")).hasFileName("poem.txt").hasContent("data/e/poem.txt");
        assertThat(((CheckpointReady) outcome.event()).result().heldOut()).isEqualTo(curve);
        Lineage lineage = artifacts.stored.get(0).manifest().lineage();
        assertThat(lineage.heldOut()).isEqualTo(curve);
        assertThat(lineage.data()).containsExactly(Samples.NOVEL, Samples.POEM);
        assertThat(job.earlier(Samples.delivery(Samples.MEASURED), SILENT))
                .hasValueSatisfying(again -> assertThat(
                                ((CheckpointReady) again.event()).result().heldOut())
                        .isEqualTo(curve));
    }

    @Test
    void handsAPruningNoTeacher() {
        AtomicReference<StageInputs> seen = new AtomicReference<>();

        stageJob(Technique.PRUNE, seen).compute(Samples.delivery(Samples.PRUNE), directory, SILENT);

        assertThat(seen.get().teacher()).isEmpty();
    }

    @Test
    void asksATaskForItsNeedsBeforeAnythingIsFetchedAndAddsTheInputs() {
        AtomicReference<StageOutline> seen = new AtomicReference<>();
        StageTask task = new StageTask() {
            @Override
            public Technique technique() {
                return Technique.DISTILL;
            }

            @Override
            public Requirements needs(StageOutline outline) {
                seen.set(outline);
                return new Requirements(
                        Map.of("weights", 7L), Map.of(), OptionalLong.empty(), 0, Map.of("output", 1000L));
            }

            @Override
            public StageOutput run(StageInputs inputs, Path output, Progress progress) {
                throw new AssertionError("must not run");
            }
        };

        Requirements needs =
                new StageJob(task, artifacts, Duration.ZERO).needs(Samples.delivery(Samples.DISTILL), SILENT);

        long text = Samples.NOVEL.location().length();
        assertThat(seen.get().work()).isEqualTo(Samples.DISTILL);
        assertThat(seen.get().parent().config()).contains("models/parent");
        assertThat(seen.get().teacher().orElseThrow().config()).contains("models/teacher");
        assertThat(seen.get().textBytes()).isEqualTo(text);
        assertThat(needs.totals()).isEqualTo(new Needs(7L, 0L, 100 + 200 + text + 1000));
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void goesOnFromWhatAnEarlierExecutionSavedUntilTheStageIsDone() {
        stageJob(Technique.DISTILL, inputs -> {
                    assertThat(inputs.resume().latest()).isEmpty();
                    inputs.resume().save(3, "step", point -> write(point.resolve("point"), "three"));
                })
                .compute(Samples.delivery(Samples.DISTILL), directory.resolve("first"), SILENT);
        AtomicReference<String> found = new AtomicReference<>();

        Job.Computed computed = stageJob(
                        Technique.DISTILL,
                        inputs -> found.set(
                                read(inputs.resume().latest().orElseThrow().resolve("point"))))
                .compute(Samples.delivery(Samples.DISTILL), directory.resolve("second"), SILENT);

        assertThat(found).hasValue("three");
        assertThat(artifacts.resume).isNotNull();
        computed.commit(COMPUTE);
        assertThat(artifacts.resume).isNull();
    }

    @Test
    void isDoneEvenIfItsPointsCannotBeDeleted() {
        artifacts.whenDeleting = () -> {
            throw new RetryableException(ErrorCode.STORE_UNAVAILABLE, "away");
        };

        Outcome outcome = stageJob(Technique.DISTILL, inputs -> {})
                .compute(Samples.delivery(Samples.DISTILL), directory, SILENT)
                .commit(COMPUTE);

        assertThat(outcome.topic()).isEqualTo(Topics.CHECKPOINTS);
    }

    @Test
    void tellsAnEvaluationTheSizesOfAllItsTexts() {
        AtomicReference<EvaluationOutline> seen = new AtomicReference<>();
        EvaluationTask task = new EvaluationTask() {
            @Override
            public Requirements needs(EvaluationOutline outline) {
                seen.set(outline);
                return Requirements.UNKNOWN;
            }

            @Override
            public EvaluationOutput run(EvaluationInputs inputs, Progress progress) {
                throw new AssertionError("must not run");
            }
        };

        Requirements needs = new EvaluationJob(task, artifacts).needs(Samples.delivery(Samples.EVALUATE), SILENT);

        long novel = Samples.NOVEL.location().length();
        long poem = Samples.POEM.location().length();
        assertThat(seen.get().setBytes()).containsExactly(novel, poem);
        assertThat(seen.get().maxTokens()).isEqualTo(1000);
        assertThat(needs.totals()).isEqualTo(new Needs(0L, 0L, 100 + 100 + novel + poem));
    }

    @Test
    void acceptsWorkOfItsOwnTechniqueOnly() {
        StageJob prune = stageJob(Technique.PRUNE, new AtomicReference<>());

        assertThat(prune.accepts(Samples.PRUNE)).isTrue();
        assertThat(prune.accepts(Samples.DISTILL)).isFalse();
        assertThat(prune.accepts(Samples.EVALUATE)).isFalse();
        assertThat(new EvaluationJob(null, artifacts).accepts(Samples.EVALUATE)).isTrue();
        assertThat(new EvaluationJob(null, artifacts).accepts(Samples.PRUNE)).isFalse();
    }

    @Test
    void readsFromTheTopicOfItsTechnique() {
        assertThat(stageJob(Technique.QUANTIZE, new AtomicReference<>()).workTopic())
                .isEqualTo(Topics.WORK_QUANTIZE);
        assertThat(new EvaluationJob(null, artifacts).workTopic()).isEqualTo(Topics.WORK_EVALUATE);
    }

    @Test
    void handsAnEvaluationAllItsTextsAndTellsWhatItFound() {
        AtomicReference<EvaluationInputs> seen = new AtomicReference<>();
        EvaluationJob job = new EvaluationJob(
                (inputs, progress) -> {
                    seen.set(inputs);
                    return new EvaluationOutput(
                            Map.of("novel", 9.5), Optional.empty(), Map.of("novel", 0.1), 3.5, Optional.empty());
                },
                artifacts);

        Outcome outcome = job.compute(Samples.delivery(Samples.EVALUATE), directory, SILENT)
                .commit(COMPUTE);

        assertThat(seen.get().sets()).containsOnlyKeys("novel", "poem");
        assertThat(seen.get().maxTokens()).isEqualTo(1000);
        assertThat(seen.get().beforeRequantize()).isEmpty();
        assertThat(outcome.topic()).isEqualTo(Topics.EVALUATIONS);
        EvaluationCompleted completed = (EvaluationCompleted) outcome.event();
        assertThat(completed.execution()).isEqualTo(Samples.EXECUTION);
        assertThat(completed.compute()).isEqualTo(COMPUTE);
        assertThat(completed.checkpoint()).isEqualTo(Samples.PARENT);
        assertThat(completed.perplexity()).containsEntry("novel", 9.5);
        assertThat(completed.perplexityBeforeRequantize()).isNull();
        assertThat(completed.ratio()).isEqualTo(3.5);
    }

    @Test
    void showsAnEvaluationTheWeightsFromBeforeRequantizingWhereThereAreAny() {
        AtomicReference<EvaluationInputs> seen = new AtomicReference<>();
        artifacts.withBeforeRequantize = true;
        EvaluationJob job = new EvaluationJob(
                (inputs, progress) -> {
                    seen.set(inputs);
                    return new EvaluationOutput(
                            Map.of("novel", 9.5),
                            Optional.of(Map.of("novel", 9.0)),
                            Map.of("novel", 0.1),
                            3.5,
                            Optional.empty());
                },
                artifacts);

        Outcome outcome = job.compute(Samples.delivery(Samples.EVALUATE), directory, SILENT)
                .commit(COMPUTE);

        assertThat(seen.get().beforeRequantize().orElseThrow())
                .isDirectory()
                .isEqualTo(seen.get().checkpoint().resolve("before-requantize"));
        assertThat(((EvaluationCompleted) outcome.event()).perplexityBeforeRequantize())
                .containsEntry("novel", 9.0);
    }

    private StageJob stageJob(Technique technique, AtomicReference<StageInputs> seen) {
        return stageJob(technique, seen::set);
    }

    private StageJob stageJob(Technique technique, Consumer<StageInputs> work) {
        return stageJob(technique, work, new StageOutput(0));
    }

    private StageJob stageJob(Technique technique, Consumer<StageInputs> work, StageOutput result) {
        StageTask task = new StageTask() {
            @Override
            public Technique technique() {
                return technique;
            }

            @Override
            public StageOutput run(StageInputs inputs, Path output, Progress progress) {
                assertThat(output).isEmptyDirectory();
                work.accept(inputs);
                return result;
            }
        };
        return new StageJob(task, artifacts, Duration.ZERO);
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
