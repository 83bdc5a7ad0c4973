package dev.ordo.pruner.algorithm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ordo.model.WorkProgress;
import dev.ordo.model.checkpoint.CheckpointDirectory;
import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.decoder.ChannelSaliency;
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
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against transformers' Qwen2, tied, and Llama, untied and with every bias (tools/golden/channels.py). */
class ChannelGoldenTest {
    private final GoldenNumbers golden = GoldenNumbers.beside(ChannelGoldenTest.class, "channels.json");
    private final TorchSession session = TorchSession.open(TorchOptions.cpu(2));

    @TempDir
    Path folder;

    @AfterEach
    void close() {
        session.close();
    }

    /** As for neurons: both passes round to 2^-24 in every operation, and sum some hundred terms in another order. */
    @ParameterizedTest
    @ValueSource(strings = {"qwen2", "llama"})
    void measuresTheSaliencyThatTheReferenceMeasures(String family) {
        float[] saliency = saliency(write(family));

        double[] expected = golden.matrix(family + "Saliency")[0];
        assertThat(saliency).hasSameSizeAs(expected);
        for (int channel = 0; channel < expected.length; channel++) {
            assertThat((double) saliency[channel]).isCloseTo(expected[channel], within(1e-5 * expected[channel]));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"qwen2", "llama"})
    void keepsTheChannelsThatTheReferenceKeeps(String family) {
        assertThat(NeuronSelection.strongest(saliency(write(family)), golden.number("kept")))
                .isEqualTo(kept(family));
    }

    /** Logits of some units, of the first sequence, printed to seven places: float32 on both sides, summed in another order. */
    @ParameterizedTest
    @ValueSource(strings = {"qwen2", "llama"})
    void theModelWithoutTheOthersIsTheReferencesWithoutThem(String family) {
        Path output = folder.resolve("output");
        int[] neurons = IntStream.range(0, TinyModels.NEURONS).toArray();
        int[] heads = {0, 1};
        Retained kept = new Retained(new int[] {0, 1}, List.of(neurons, neurons), List.of(heads, heads), kept(family));
        try (CheckpointDirectory checkpoint = CheckpointDirectory.open(write(family))) {
            RevisedCheckpoint.of(checkpoint, checkpoint.config().withHiddenSize(golden.number("kept")))
                    .write(
                            new PrunedWeights(checkpoint, kept),
                            output,
                            output.resolve("before-requantize"),
                            WorkProgress.NONE);
        }

        float[] logits =
                TinyModels.logits(session, output, GoldenSequences.of(golden).first());
        double[] expected = Arrays.stream(golden.matrix(family + "Logits"))
                .flatMapToDouble(Arrays::stream)
                .toArray();
        assertThat(logits).hasSameSizeAs(expected);
        for (int i = 0; i < expected.length; i++) {
            assertThat((double) logits[i]).isCloseTo(expected[i], within(1e-5));
        }
    }

    private int[] kept(String family) {
        return Arrays.stream(golden.matrix(family + "Kept")[0])
                .mapToInt(each -> (int) each)
                .toArray();
    }

    private Path write(String family) {
        ModelConfig qwen = TinyModels.config(64).withTorchDtype(DType.F32);
        ModelConfig config = family.equals("qwen2")
                ? qwen
                : TinyModels.with(
                        qwen,
                        Map.of(
                                "model_type",
                                "llama",
                                "architectures",
                                List.of("LlamaForCausalLM"),
                                "attention_bias",
                                true,
                                "tie_word_embeddings",
                                false));
        return TinyModels.write(folder.resolve("model"), config, TinyModels.weights(config, 17));
    }

    private float[] saliency(Path model) {
        GoldenSequences sequences = GoldenSequences.of(golden);
        try (CheckpointDirectory checkpoint = CheckpointDirectory.open(model);
                LayeredDecoder decoder = new LayeredDecoder(session, checkpoint);
                ChannelSaliency channels = new ChannelSaliency(decoder, sequences.length())) {
            decoder.run(sequences.split(2), channels);
            return channels.ofModel();
        }
    }
}
