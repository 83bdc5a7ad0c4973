package dev.ordo.pruner.algorithm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ordo.model.WorkProgress;
import dev.ordo.model.checkpoint.CheckpointDirectory;
import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.decoder.HeadSaliency;
import dev.ordo.model.decoder.LayeredDecoder;
import dev.ordo.model.quantization.RevisedCheckpoint;
import dev.ordo.model.safetensors.DType;
import dev.ordo.model.testing.GoldenNumbers;
import dev.ordo.model.testing.TinyModels;
import dev.ordo.model.torch.TorchOptions;
import dev.ordo.model.torch.TorchSession;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against transformers' Qwen2 with hooks, and with heads taken out of its weights (tools/golden/heads.py). */
class HeadGoldenTest {
    private final GoldenNumbers golden = GoldenNumbers.beside(HeadGoldenTest.class, "heads.json");
    private final TorchSession session = TorchSession.open(TorchOptions.cpu(2));

    @TempDir
    Path folder;

    private Path model;

    @BeforeEach
    void writeTheModel() {
        ModelConfig config = TinyModels.with(
                TinyModels.config(64).withTorchDtype(DType.F32),
                Map.of(
                        "num_attention_heads", golden.number("heads"),
                        "num_key_value_heads", golden.number("groups")));
        model = TinyModels.write(folder.resolve("model"), config, TinyModels.weights(config, 13));
    }

    @AfterEach
    void close() {
        session.close();
    }

    /** As for neurons: both passes round to 2^-24 in every operation, and sum some hundred terms in another order. */
    @Test
    void measuresTheSaliencyThatTheReferenceMeasures() {
        float[][] saliency = saliency();

        double[][] expected = golden.matrix("saliency");
        for (int layer = 0; layer < expected.length; layer++) {
            for (int head = 0; head < expected[layer].length; head++) {
                assertThat((double) saliency[layer][head])
                        .isCloseTo(expected[layer][head], within(1e-5 * expected[layer][head]));
            }
        }
    }

    @Test
    void keepsTheHeadsThatTheReferenceKeeps() {
        assertThat(kept().heads()).containsExactly(expectedHeads());
    }

    @Test
    void theModelWithoutTheOthersIsTheReferencesWithoutThem() {
        Path output = folder.resolve("output");
        try (CheckpointDirectory checkpoint = CheckpointDirectory.open(model)) {
            ModelConfig shape = checkpoint.config().withKeyValueHeads(expectedHeads()[0].length);
            assertThat(shape.headDim()).isEqualTo(checkpoint.config().headDim());
            RevisedCheckpoint.of(checkpoint, shape)
                    .write(
                            new PrunedWeights(checkpoint, kept()),
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

    private Retained kept() {
        int[] neurons = IntStream.range(0, TinyModels.NEURONS).toArray();
        List<int[]> heads = Arrays.stream(saliency())
                .map(layer -> NeuronSelection.strongest(layer, expectedHeads()[0].length))
                .toList();
        return new Retained(new int[] {0, 1}, List.of(neurons, neurons), heads);
    }

    private int[][] expectedHeads() {
        return Arrays.stream(golden.matrix("kept"))
                .map(layer -> Arrays.stream(layer).mapToInt(each -> (int) each).toArray())
                .toArray(int[][]::new);
    }

    private float[][] saliency() {
        GoldenSequences sequences = GoldenSequences.of(golden);
        try (CheckpointDirectory checkpoint = CheckpointDirectory.open(model);
                LayeredDecoder decoder = new LayeredDecoder(session, checkpoint);
                HeadSaliency heads = new HeadSaliency(decoder, sequences.length())) {
            decoder.run(sequences.split(2), heads);
            return heads.byLayer();
        }
    }
}
