package dev.ordo.distiller;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ordo.events.Technique;
import dev.ordo.events.recipe.Arm;
import dev.ordo.events.recipe.DistillRecipe;
import dev.ordo.events.recipe.Divergence;
import dev.ordo.events.stage.CheckpointRef;
import dev.ordo.events.stage.DatasetRef;
import dev.ordo.events.stage.HeldOutPerplexity;
import dev.ordo.events.stage.StageWork;
import dev.ordo.model.adapter.AdapterConfig;
import dev.ordo.model.checkpoint.CheckpointDigest;
import dev.ordo.model.checkpoint.CheckpointDirectory;
import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.testing.TinyModels;
import dev.ordo.stage.CheckpointOutline;
import dev.ordo.stage.Requirements;
import dev.ordo.stage.StageInputs;
import dev.ordo.stage.StageOutline;
import dev.ordo.stage.StageOutput;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DistillerTaskTest {
    private static final String DIGEST = "sha256:" + "0".repeat(64);

    @TempDir
    Path folder;

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final DistillerTask task = new DistillerTask(new Settings(2, "cpu"), new TrainingMeters(registry));

    @Test
    void saysBeforehandThatItNeedsMoreForALargerModel() {
        Requirements tiny = task.needs(outline(TinyModels.config()));
        Requirements wide = task.needs(outline(TinyModels.config(400_000)));

        assertThat(tiny.totals().hostBytes()).isPositive();
        assertThat(tiny.totals().deviceBytes()).isZero();
        assertThat(tiny.totals().diskBytes()).isPositive();
        assertThat(wide.totals().hostBytes()).isGreaterThan(tiny.totals().hostBytes());
        assertThat(wide.totals().diskBytes()).isGreaterThan(tiny.totals().diskBytes());
        assertThat(wide.heap()).isGreaterThan(tiny.heap());
        assertThat(tiny.host())
                .containsKeys("weights", "gradients", "moments", "teacher", "activations", "logits", "Java heap");
    }

    @Test
    void distils() {
        assertThat(task.technique()).isEqualTo(Technique.DISTILL);
    }

    @Test
    void trainsAsManyStepsAsTheBudgetOfTokensPaysFor() {
        StageInputs inputs = inputs(TinyModels.writePacked(folder.resolve("parent"), 1), Divergence.FORWARD_KL);
        List<Long> steps = new ArrayList<>();

        StageOutput result = task.run(inputs, folder.resolve("output"), (done, total, unit) -> {
            if (unit.equals("step")) {
                steps.add(done);
            }
        });

        assertThat(steps).containsExactly(1L, 2L, 3L);
        assertThat(result.realizedSparsity()).isZero();
        try (CheckpointDirectory floating =
                CheckpointDirectory.open(folder.resolve("output").resolve(StageOutput.BEFORE_REQUANTIZE))) {
            assertThat(floating.config().quantization()).isEmpty();
        }
    }

    @Test
    void measuresTheStudentWhileItTrainsIfTheRecipeAsksForIt() {
        StageInputs plain = inputs(TinyModels.write(folder.resolve("parent"), 1), Divergence.FORWARD_KL);
        DistillRecipe recipe = new ObjectMapper()
                .convertValue(
                        Map.of(
                                "tokens",
                                300,
                                "sequenceLength",
                                32,
                                "batchSize",
                                4,
                                "evaluateEvery",
                                2,
                                "evaluationTokens",
                                256),
                        DistillRecipe.class);
        StageWork work = plain.work();
        StageInputs measured = new StageInputs(
                new StageWork(recipe, work.arm(), work.data(), work.teacher(), work.seed(), List.of(work.data())),
                plain.parent(),
                plain.teacher(),
                plain.data(),
                Map.of("novel", TinyModels.home().resolve("data/austen-heldout.txt")),
                plain.resume());
        Map<Long, Double> losses = new TreeMap<>();
        Map<Long, Double> perplexities = new TreeMap<>();

        StageOutput result = task.run(measured, folder.resolve("output"), (done, total, unit) -> {
            losses.put(done, registry.get("ordo.training.loss").gauge().value());
            registry.find("ordo.training.perplexity")
                    .tag("dataset", "novel")
                    .gauges()
                    .forEach(gauge -> perplexities.put(done, gauge.value()));
        });

        assertThat(result.heldOut()).extracting(HeldOutPerplexity::step).containsExactly(0L, 2L, 3L);
        assertThat(perplexities.get(1L))
                .isEqualTo(result.heldOut().get(0).perplexity().get("novel"));
        assertThat(perplexities.get(3L))
                .isEqualTo(result.heldOut().get(2).perplexity().get("novel"));
        assertThat(losses.get(3L)).isPositive();
        assertThat(registry.get("ordo.training.loss").gauge().value()).isNaN();
        assertThat(registry.find("ordo.training.perplexity").gauges()).isEmpty();
    }

    @Test
    void trainsOtherWeightsByEachDivergence() {
        Path parent = TinyModels.write(folder.resolve("parent"), 1);

        List<String> digests = Arrays.stream(Divergence.values())
                .map(each -> {
                    Path output = folder.resolve(each.label());
                    task.run(inputs(parent, each), output, (done, total, unit) -> {});
                    return CheckpointDigest.of(output);
                })
                .toList();

        assertThat(digests).doesNotHaveDuplicates();
    }

    @Test
    void trainsAPackedParentOtherwiseInEachArmAndOneThatIsNotPackedAlike() {
        Path packed = TinyModels.writePacked(folder.resolve("packed"), 1);
        Path plain = TinyModels.write(folder.resolve("plain"), 1);

        assertThat(Stream.of(Arm.values()).map(arm -> trained(packed, arm))).doesNotHaveDuplicates();
        assertThat(Stream.of(Arm.values()).map(arm -> trained(plain, arm)).distinct())
                .hasSize(1);
    }

    @Test
    void trainsTheAdaptersThatTheRecipeAsksForAndNeedsLessForThem() {
        Path packed = TinyModels.writePacked(folder.resolve("packed"), 1);
        ModelConfig config = ModelConfig.read(packed.resolve("config.json"));

        trained(packed, Arm.ADAPTER);

        assertThat(ModelConfig.read(folder.resolve("packed-adapter/config.json"))
                        .adapter())
                .contains(new AdapterConfig(8, 16, AdapterConfig.MODULES));
        assertThat(task.needs(outline(config, Arm.ADAPTER)).totals().diskBytes())
                .isLessThan(task.needs(outline(config, Arm.REQUANTIZE)).totals().diskBytes());
        assertThat(task.needs(outline(config, Arm.ADAPTER)).host()).containsKeys("adapted weights", "adapters");
    }

    private String trained(Path parent, Arm arm) {
        Path output = folder.resolve(parent.getFileName() + "-" + arm.label());
        task.run(inputs(parent, Divergence.FORWARD_KL, arm), output, (done, total, unit) -> {});
        return CheckpointDigest.of(output);
    }

    private StageInputs inputs(Path parent, Divergence divergence) {
        return inputs(parent, divergence, Arm.REQUANTIZE);
    }

    private StageInputs inputs(Path parent, Divergence divergence, Arm arm) {
        DistillRecipe recipe = new DistillRecipe(
                300L,
                32,
                4,
                1e-3,
                null,
                null,
                null,
                divergence,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
        return new StageInputs(
                new StageWork(
                        recipe,
                        arm,
                        new DatasetRef("kd", DIGEST, "datasets/kd"),
                        new CheckpointRef(DIGEST, "checkpoints/teacher", 1L),
                        1L),
                parent,
                Optional.of(teacher()),
                Optional.of(TinyModels.home().resolve("data/austen-kd.txt")));
    }

    private Path teacher() {
        Path teacher = folder.resolve("teacher");
        return Files.exists(teacher) ? teacher : TinyModels.write(teacher, 2);
    }

    private static StageOutline outline(ModelConfig config) {
        return outline(config, Arm.REQUANTIZE);
    }

    private static StageOutline outline(ModelConfig config, Arm arm) {
        CheckpointOutline checkpoint = new CheckpointOutline(TinyModels.text(config), 1000);
        return new StageOutline(
                new StageWork(
                        DistillRecipe.defaults(),
                        arm,
                        new DatasetRef("text", "sha256:" + "0".repeat(64), "datasets/text"),
                        new CheckpointRef("sha256:" + "0".repeat(64), "models/teacher", 1L),
                        1L),
                checkpoint,
                Optional.of(checkpoint),
                1000);
    }

    private record Settings(int threads, String device) implements DistillerSettings {}
}
