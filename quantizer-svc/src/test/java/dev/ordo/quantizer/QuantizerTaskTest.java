package dev.ordo.quantizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ordo.events.Technique;
import dev.ordo.events.error.ErrorCode;
import dev.ordo.events.recipe.Arm;
import dev.ordo.events.recipe.QuantizeRecipe;
import dev.ordo.events.stage.DatasetRef;
import dev.ordo.events.stage.StageWork;
import dev.ordo.model.checkpoint.CheckpointDigest;
import dev.ordo.model.checkpoint.CheckpointDirectory;
import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.packed.QuantizationConfig;
import dev.ordo.model.quantization.GroupSizeException;
import dev.ordo.model.testing.TinyModels;
import dev.ordo.quantizer.algorithm.ByteTargetException;
import dev.ordo.stage.CheckpointOutline;
import dev.ordo.stage.Requirements;
import dev.ordo.stage.ResumePoints;
import dev.ordo.stage.StageInputs;
import dev.ordo.stage.StageOutline;
import dev.ordo.stage.StageOutput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuantizerTaskTest {
    @TempDir
    Path folder;

    private final QuantizerTask task = new QuantizerTask(new Settings(2, "cpu"));

    @Test
    void saysBeforehandThatItNeedsMoreForALargerModel() {
        Requirements tiny = task.needs(outline(TinyModels.config()));
        Requirements wide = task.needs(outline(TinyModels.config(400_000).withIntermediateSize(8192)));

        assertThat(tiny.totals().hostBytes()).isPositive();
        assertThat(tiny.totals().deviceBytes()).isZero();
        assertThat(tiny.totals().diskBytes()).isPositive();
        assertThat(wide.totals().hostBytes()).isGreaterThan(tiny.totals().hostBytes());
        assertThat(wide.totals().diskBytes()).isGreaterThan(tiny.totals().diskBytes());
        assertThat(wide.heap()).isGreaterThan(tiny.heap());
        assertThat(tiny.host()).containsKeys("Java heap");
    }

    @Test
    void quantizes() {
        assertThat(task.technique()).isEqualTo(Technique.QUANTIZE);
    }

    @Test
    void packsWithTheBitsAndTheGroupSizeOfTheEvent() {
        Path parent = TinyModels.write(folder.resolve("parent"), 1);

        StageOutput result = run(parent, "output", 64);

        assertThat(result.realizedSparsity()).isZero();
        try (CheckpointDirectory packed = CheckpointDirectory.open(folder.resolve("output"))) {
            assertThat(packed.config().quantization()).contains(QuantizationConfig.allButHead(4, 64));
        }
    }

    @Test
    void packsInNf4WhereTheEventSaysSo() {
        Path parent = TinyModels.write(folder.resolve("parent"), 1);
        QuantizeRecipe recipe = new QuantizeRecipe("nf4", null, null, null, null, null, null);

        run(recipe, parent, "output");

        try (CheckpointDirectory packed = CheckpointDirectory.open(folder.resolve("output"))) {
            assertThat(packed.config().quantization()).contains(QuantizationConfig.nf4AllButHead());
        }
    }

    @Test
    void shrinksTheLinearWeightsToLittleMoreThanAQuarter() {
        Path parent = TinyModels.write(folder.resolve("parent"), 1);

        run(parent, "output", 64);

        try (CheckpointDirectory before = CheckpointDirectory.open(parent);
                CheckpointDirectory after = CheckpointDirectory.open(folder.resolve("output"))) {
            assertThat((double) linearBytes(after) / linearBytes(before)).isBetween(0.25, 0.27);
        }
    }

    @Test
    void quantizesAPackedParentWithoutKeepingFloatingWeights() {
        Path parent = TinyModels.writePacked(folder.resolve("parent"), 1);

        run(parent, "output", 64);

        try (CheckpointDirectory packed = CheckpointDirectory.open(folder.resolve("output"))) {
            assertThat(packed.config().quantization()).contains(QuantizationConfig.allButHead(4, 64));
        }
        assertThat(folder.resolve("output").resolve(StageOutput.BEFORE_REQUANTIZE))
                .doesNotExist();
    }

    @Test
    void writesTheSameBytesEveryTime() {
        Path parent = TinyModels.write(folder.resolve("parent"), 1);

        run(parent, "once", 32);
        run(parent, "again", 32);

        assertThat(CheckpointDigest.of(folder.resolve("again"))).isEqualTo(CheckpointDigest.of(folder.resolve("once")));
    }

    @Test
    void refusesAGroupSizeThatDoesNotFitAndNamesTheTensor() {
        Path parent = TinyModels.write(folder.resolve("parent"), 1);

        assertThatThrownBy(() -> run(parent, "output", 128)).isInstanceOfSatisfying(GroupSizeException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.INVALID_RECIPE);
            assertThat(e.tensor()).isEqualTo("model.layers.0.mlp.gate_proj.weight");
        });
    }

    @Test
    void packsTheEmbeddingAndKeepsWhatIsIndivisibleAsTheEventSays() {
        Path parent = TinyModels.write(folder.resolve("parent"), 1);

        run(new QuantizeRecipe("rtn", 4, 64, null, null, null, null, 8, null, null, null, null), parent, "embedding");
        run(new QuantizeRecipe("rtn", 4, 128, null, null, null, null, 8, true, null, null, null), parent, "kept");

        try (CheckpointDirectory packed = CheckpointDirectory.open(folder.resolve("embedding"))) {
            assertThat(packed.config().quantization())
                    .contains(QuantizationConfig.allButHead(4, 64).withBits(Map.of("model.embed_tokens", 8)));
        }
        try (CheckpointDirectory packed = CheckpointDirectory.open(folder.resolve("kept"))) {
            assertThat(packed.info("model.embed_tokens.weight").packed()).isFalse();
            assertThat(packed.info("model.layers.1.self_attn.k_proj.weight").packed())
                    .isFalse();
            assertThat(packed.info("model.layers.1.mlp.down_proj.weight").packed())
                    .isTrue();
        }
    }

    @Test
    void gptqChoosesNothingOfAnEmbeddingAndOfWhatIsKept() {
        Path parent = TinyModels.write(folder.resolve("parent"), 1);
        Optional<Path> text = Optional.of(TinyModels.home().resolve("data/austen-calibration.txt"));
        QuantizeRecipe recipe = new QuantizeRecipe("gptq", 4, 128, null, null, 4, 64, null, true, null, null, null);
        QuantizeRecipe packing = new QuantizeRecipe("gptq", 4, 32, null, null, 4, 64, 8, null, null, null, null);
        List<Long> told = new ArrayList<>();

        task.run(
                new StageInputs(gptq(recipe), parent, Optional.empty(), text),
                folder.resolve("kept/output"),
                (done, total, unit) -> told.add(total));
        task.run(
                new StageInputs(gptq(packing), parent, Optional.empty(), text),
                folder.resolve("packed/output"),
                (done, total, unit) -> {});
        run(new QuantizeRecipe("rtn", 4, 32, null, null, null, null, 8, null, null, null, null), parent, "rtn");

        assertThat(told).containsExactly(2L, 2L);
        try (CheckpointDirectory kept = CheckpointDirectory.open(folder.resolve("kept/output"));
                CheckpointDirectory packed = CheckpointDirectory.open(folder.resolve("packed/output"));
                CheckpointDirectory rtn = CheckpointDirectory.open(folder.resolve("rtn"))) {
            assertThat(kept.info("model.layers.1.mlp.up_proj.weight").packed()).isFalse();
            assertThat(kept.info("model.layers.1.mlp.down_proj.weight").packed())
                    .isTrue();
            assertThat(packed.readFloat32("model.embed_tokens.weight"))
                    .containsExactly(rtn.readFloat32("model.embed_tokens.weight"));
            assertThat(packed.readFloat32("model.layers.1.mlp.up_proj.weight"))
                    .isNotEqualTo(rtn.readFloat32("model.layers.1.mlp.up_proj.weight"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rtn", "gptq"})
    void reachesATargetInBytesByEitherMethodAndSaysWhatThatNeeds(String method) {
        Path parent = TinyModels.write(folder.resolve("parent"), 1);
        StageWork work = gptq(new QuantizeRecipe(method, 8, 32, null, null, 4, 64, null, null, 230_000L, null, null));
        Optional<Path> text = Optional.of(TinyModels.home().resolve("data/austen-calibration.txt"));

        task.run(
                new StageInputs(work, parent, Optional.empty(), text),
                folder.resolve("target/output"),
                (done, total, unit) -> {});

        try (CheckpointDirectory packed = CheckpointDirectory.open(folder.resolve("target/output"))) {
            assertThat(packed.totalTensorBytes()).isBetween(220_000L, 230_000L);
        }
        assertThat(task.needs(outline(TinyModels.config(), work)).host()).containsKey("hidden states");
        StageWork little = gptq(new QuantizeRecipe(method, 8, 32, null, null, 4, 64, null, null, 1000L, null, null));
        assertThatThrownBy(() -> task.needs(outline(TinyModels.config(), little)))
                .isInstanceOf(ByteTargetException.class)
                .hasMessageStartingWith("recipes.quantize.targetBytes is 1000, but with 2 bits");
    }

    @Test
    void passesItsProgressOn() {
        Path parent = TinyModels.write(folder.resolve("parent"), 1);
        List<String> units = new ArrayList<>();

        task.run(inputs(parent, 32), folder.resolve("output"), (done, total, unit) -> units.add(unit));

        assertThat(units).isNotEmpty().containsOnly("tensor");
    }

    @Test
    void appliesGptqWithTheRecipeOfTheEvent() {
        Path parent = TinyModels.write(folder.resolve("parent"), 1);
        run(parent, "rtn", 32);
        StageInputs inputs = new StageInputs(
                gptq(new QuantizeRecipe("gptq", 4, 32, false, 0.1, 4, 64)),
                parent,
                Optional.empty(),
                Optional.of(TinyModels.home().resolve("data/austen-calibration.txt")));

        StageOutput result = task.run(inputs, folder.resolve("output"), (done, total, unit) -> {});

        assertThat(result.realizedSparsity()).isZero();
        try (CheckpointDirectory packed = CheckpointDirectory.open(folder.resolve("output"))) {
            assertThat(packed.config().quantization()).contains(QuantizationConfig.allButHead(4, 32));
        }
        assertThat(CheckpointDigest.of(folder.resolve("output")))
                .isNotEqualTo(CheckpointDigest.of(folder.resolve("rtn")));
    }

    @Test
    void appliesAwqWithTheRecipeOfTheEventAndSaysWhatThatNeeds() {
        Path parent = TinyModels.write(folder.resolve("parent"), 1);
        StageWork work = gptq(new QuantizeRecipe("awq", 4, 32, null, null, 4, 64));

        task.run(
                new StageInputs(
                        work,
                        parent,
                        Optional.empty(),
                        Optional.of(TinyModels.home().resolve("data/austen-calibration.txt"))),
                folder.resolve("output"),
                (done, total, unit) -> {});

        try (CheckpointDirectory before = CheckpointDirectory.open(parent);
                CheckpointDirectory packed = CheckpointDirectory.open(folder.resolve("output"))) {
            assertThat(packed.config().quantization()).contains(QuantizationConfig.allButHead(4, 32));
            assertThat(packed.tensorNames())
                    .filteredOn(name -> name.contains("layernorm"))
                    .anyMatch(name -> !packed.readBytes(name).equals(before.readBytes(name)));
        }
        assertThat(task.needs(outline(TinyModels.config(), work)).host()).containsKey("products of inputs");
    }

    @Test
    void saysThatGptqNeedsMoreThanRoundingAndMoreWithMoreCalibration() {
        QuantizeRecipe few = new QuantizeRecipe("gptq", 4, 32, null, null, 8, 128);
        QuantizeRecipe many = new QuantizeRecipe("gptq", 4, 32, null, null, 8000, 128);

        Requirements rounding = task.needs(outline(TinyModels.config()));
        Requirements calibrated = task.needs(outline(TinyModels.config(), gptq(few)));

        assertThat(calibrated.host())
                .containsKeys("a layer's weights", "hidden states", "activations", "Hessians", "a weight's columns");
        assertThat(calibrated.totals().hostBytes())
                .isGreaterThan(rounding.totals().hostBytes())
                .isLessThan(task.needs(outline(TinyModels.config(), gptq(many)))
                        .totals()
                        .hostBytes());
    }

    @ParameterizedTest
    @ValueSource(strings = {"gptq", "awq"})
    void goesOnAtItsLayerFromWhatAnotherWorkerSaved(String method) {
        Path parent = TinyModels.write(folder.resolve("parent"), 1);
        StageWork work = gptq(new QuantizeRecipe(method, 4, 32, null, null, 4, 64));
        Optional<Path> text = Optional.of(TinyModels.home().resolve("data/austen-calibration.txt"));
        Points points = new Points(folder.resolve("point"));
        StageInputs inputs = new StageInputs(work, parent, Optional.empty(), text, points);
        List<Long> told = new ArrayList<>();

        assertThatThrownBy(() -> task.run(inputs, folder.resolve("first/output"), (done, total, unit) -> {
                    if (done == 10) {
                        throw new IllegalStateException("handed over");
                    }
                }))
                .hasMessage("handed over");
        task.run(inputs, folder.resolve("second/output"), (done, total, unit) -> told.add(done));

        assertThat(told).startsWith(8L).endsWith(14L).hasSize(7);
        task.run(
                new StageInputs(work, parent, Optional.empty(), text),
                folder.resolve("at-once/output"),
                (done, total, unit) -> {});
        assertThat(CheckpointDigest.of(folder.resolve("second/output")))
                .isEqualTo(CheckpointDigest.of(folder.resolve("at-once/output")));
    }

    /** One point on the disk, always due. */
    private record Points(Path place) implements ResumePoints {
        @Override
        public Optional<Path> latest() {
            return Optional.of(place).filter(Files::isDirectory);
        }

        @Override
        public boolean due() {
            return true;
        }

        @Override
        public void save(long done, String unit, Consumer<Path> writer) {
            try {
                Files.createDirectories(place);
                try (Stream<Path> files = Files.list(place)) {
                    files.forEach(file -> file.toFile().delete());
                }
                writer.accept(place);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static StageWork gptq(QuantizeRecipe recipe) {
        DatasetRef data = new DatasetRef("text", "sha256:" + "0".repeat(64), "datasets/text");
        return new StageWork(recipe, Arm.REQUANTIZE, data, null, 1L);
    }

    private StageOutput run(QuantizeRecipe recipe, Path parent, String output) {
        StageInputs inputs = new StageInputs(dataFree(recipe), parent, Optional.empty(), Optional.empty());
        return task.run(inputs, folder.resolve(output), (done, total, unit) -> {});
    }

    private static StageWork dataFree(QuantizeRecipe recipe) {
        return new StageWork(recipe, Arm.REQUANTIZE, null, null, 1L);
    }

    private StageOutput run(Path parent, String output, int groupSize) {
        return task.run(inputs(parent, groupSize), folder.resolve(output), (done, total, unit) -> {});
    }

    private static StageInputs inputs(Path parent, int groupSize) {
        return new StageInputs(dataFree(new QuantizeRecipe(4, groupSize)), parent, Optional.empty(), Optional.empty());
    }

    private static long linearBytes(CheckpointDirectory checkpoint) {
        return checkpoint.tensorNames().stream()
                .filter(name -> name.endsWith("_proj.weight"))
                .mapToLong(name -> checkpoint.info(name).storedBytes())
                .sum();
    }

    private static StageOutline outline(ModelConfig config) {
        return outline(config, new StageWork(new QuantizeRecipe(null, 32), Arm.REQUANTIZE, null, null, 1L));
    }

    private static StageOutline outline(ModelConfig config, StageWork work) {
        return new StageOutline(work, new CheckpointOutline(TinyModels.text(config), 1000), Optional.empty(), 1000);
    }

    private record Settings(int threads, String device) implements QuantizerSettings {}
}
