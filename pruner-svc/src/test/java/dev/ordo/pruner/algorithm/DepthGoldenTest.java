package dev.ordo.pruner.algorithm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ordo.model.WorkProgress;
import dev.ordo.model.checkpoint.CheckpointDirectory;
import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.decoder.BlockInfluence;
import dev.ordo.model.decoder.LayeredDecoder;
import dev.ordo.model.quantization.RevisedCheckpoint;
import dev.ordo.model.safetensors.DType;
import dev.ordo.model.testing.GoldenNumbers;
import dev.ordo.model.testing.TinyModels;
import dev.ordo.model.torch.TorchOptions;
import dev.ordo.model.torch.TorchSession;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against transformers' Qwen2 with hooks, and with layers taken out (tools/golden/depth.py). */
class DepthGoldenTest {
    private final GoldenNumbers golden = GoldenNumbers.beside(DepthGoldenTest.class, "depth.json");
    private final TorchSession session = TorchSession.open(TorchOptions.cpu(2));

    @TempDir
    Path folder;

    private Path model;

    @BeforeEach
    void writeTheModel() {
        ModelConfig config = TinyModels.with(
                TinyModels.config(64).withTorchDtype(DType.F32), Map.of("num_hidden_layers", golden.number("layers")));
        Map<String, float[]> weights = TinyModels.weights(config, 11);
        for (int layer : new int[] {1, 3}) {
            for (String part : List.of("self_attn.o_proj", "mlp.down_proj")) {
                float[] values = weights.get("model.layers." + layer + "." + part + ".weight");
                IntStream.range(0, values.length).forEach(i -> values[i] *= 0.125f);
            }
        }
        model = TinyModels.write(folder.resolve("model"), config, weights);
    }

    @AfterEach
    void close() {
        session.close();
    }

    /** A cosine of states that both sides round to 2^-24 in some hundred operations; its mean is up to 1e-7 apart. */
    @Test
    void measuresTheInfluenceThatTheReferenceMeasures() {
        float[] influence = influence();

        double[] expected = golden.matrix("influence")[0];
        for (int layer = 0; layer < expected.length; layer++) {
            assertThat((double) influence[layer]).isCloseTo(expected[layer], within(1e-6));
        }
    }

    @Test
    void keepsTheLayersThatTheReferenceKeeps() {
        int[] kept = Arrays.stream(golden.matrix("kept")[0])
                .mapToInt(each -> (int) each)
                .toArray();

        assertThat(kept).containsExactly(0, 2, 4);
        assertThat(NeuronSelection.strongest(influence(), kept.length)).isEqualTo(kept);
    }

    @Test
    void theModelWithoutTheOthersIsTheReferencesWithoutThem() {
        Path output = folder.resolve("output");
        int layers = golden.number("layers");
        Retained kept = new Retained(
                new int[] {0, 2, 4},
                Collections.nCopies(
                        layers, IntStream.range(0, TinyModels.NEURONS).toArray()),
                Collections.nCopies(layers, new int[] {0, 1}));
        try (CheckpointDirectory checkpoint = CheckpointDirectory.open(model)) {
            RevisedCheckpoint.of(checkpoint, checkpoint.config().withLayers(kept.layers()))
                    .write(
                            new PrunedWeights(checkpoint, kept),
                            output,
                            output.resolve("before-requantize"),
                            WorkProgress.NONE);
        }

        float[] logits =
                TinyModels.logits(session, output, GoldenSequences.of(golden).first());
        double[] expected = Arrays.stream(golden.matrix("logits"))
                .flatMapToDouble(Arrays::stream)
                .toArray();
        assertThat(logits).hasSameSizeAs(expected);
        for (int i = 0; i < expected.length; i++) {
            assertThat((double) logits[i]).isCloseTo(expected[i], within(1e-5));
        }
    }

    private float[] influence() {
        GoldenSequences sequences = GoldenSequences.of(golden);
        try (CheckpointDirectory checkpoint = CheckpointDirectory.open(model);
                LayeredDecoder decoder = new LayeredDecoder(session, checkpoint);
                BlockInfluence influence = new BlockInfluence(decoder)) {
            decoder.run(sequences.split(2), influence);
            return influence.byLayer();
        }
    }
}
