package dev.ordo.model.decoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.LiveTensors;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import dev.ordo.model.checkpoint.CheckpointDirectory;
import dev.ordo.model.testing.TinyModels;
import dev.ordo.model.torch.TorchOptions;
import dev.ordo.model.torch.TorchSession;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SequentialRevisionTest {
    private final TorchSession session = TorchSession.open(TorchOptions.cpu(1));

    @TempDir
    Path folder;

    @AfterEach
    void close() {
        session.close();
    }

    @ParameterizedTest
    @MethodSource("dev.ordo.model.decoder.Golden#all")
    void showsTheInputsOfTheWholeModelWhereNothingIsChanged(String family) {
        try (Golden golden = Golden.of(family);
                CheckpointDirectory checkpoint = golden.checkpoint();
                LayeredDecoder decoder = new LayeredDecoder(session, checkpoint)) {
            List<float[]> neurons = new ArrayList<>();
            decoder.run(List.of(golden.tokens()), new LayerListener() {
                @Override
                public void passed(int layer, NDArray input, NDArray active, NDArray output) {
                    neurons.add(TorchSession.toFloats(active));
                }

                @Override
                public void finished(int layer) {}
            });
            Map<String, float[]> seen = new TreeMap<>();

            SequentialRevision.run(decoder, List.of(golden.tokens()), unchanged(seen));

            for (int layer = 0; layer < neurons.size(); layer++) {
                assertThat(seen.get("model.layers." + layer + ".mlp.down_proj.weight"))
                        .isEqualTo(neurons.get(layer));
            }
        }
    }

    @Test
    void goesThroughTheWeightsInTheOrderInWhichTheModelComputes() {
        List<String> told = new ArrayList<>();

        revise((owner, names, weights, inputs) -> {
            int[] batches = {0};
            inputs.forEach(batch -> batches[0]++);
            told.add(String.join(" ", names).replaceAll("model.layers.|self_attn.|mlp.|_proj.weight", "") + " "
                    + batches[0]);
            return weights;
        });

        assertThat(told)
                .containsExactly(
                        "0.q 0.k 0.v 2",
                        "0.o 2",
                        "0.gate 0.up 2",
                        "0.down 2",
                        "1.q 1.k 1.v 2",
                        "1.o 2",
                        "1.gate 1.up 2",
                        "1.down 2");
    }

    @Test
    void computesWithWhatWasRevised() {
        Map<String, float[]> seen = new TreeMap<>();
        WeightReviser looking = unchanged(seen);

        revise((owner, names, weights, inputs) -> {
            looking.revise(owner, names, weights, inputs);
            boolean adds = names.get(0).endsWith("0.self_attn.o_proj.weight")
                    || names.get(0).endsWith("0.mlp.down_proj.weight");
            return adds
                    ? new NDList(session.zeros(owner, weights.get(0).getShape().getShape()))
                    : weights;
        });

        // A layer that adds nothing leaves the stream as it was, and all norms of these models differ by layer.
        try (CheckpointDirectory checkpoint = CheckpointDirectory.open(folder.resolve("model"))) {
            float[] first =
                    unscaled(seen, checkpoint, "model.layers.0.self_attn.q_proj", "model.layers.0.input_layernorm");
            float[] mlp = unscaled(
                    seen, checkpoint, "model.layers.0.mlp.gate_proj", "model.layers.0.post_attention_layernorm");
            float[] second =
                    unscaled(seen, checkpoint, "model.layers.1.self_attn.q_proj", "model.layers.1.input_layernorm");
            assertThat(mlp).usingComparatorWithPrecision(1e-5f).containsExactly(first);
            assertThat(second).usingComparatorWithPrecision(1e-5f).containsExactly(first);
        }
    }

    @Test
    void leavesNoTensorBehindEvenWhereTheReviserStops() {
        Path model = TinyModels.write(folder.resolve("model"), 1);
        List<TokenBatch> batches = List.of(TokenBatch.single(new int[] {1, 2, 3}));
        try (CheckpointDirectory checkpoint = CheckpointDirectory.open(model);
                LayeredDecoder decoder = new LayeredDecoder(session, checkpoint)) {
            int before = LiveTensors.count(session.manager());

            SequentialRevision.run(decoder, batches, unchanged(new TreeMap<>()));
            assertThatThrownBy(() -> SequentialRevision.run(decoder, batches, (owner, names, weights, inputs) -> {
                        throw new IllegalStateException("stopped");
                    }))
                    .hasMessage("stopped");

            assertThat(LiveTensors.count(session.manager())).isEqualTo(before);
        }
    }

    private void revise(WeightReviser reviser) {
        Path model = TinyModels.write(folder.resolve("model"), 1);
        List<TokenBatch> batches = List.of(TokenBatch.single(new int[] {1, 2, 3}), TokenBatch.single(new int[] {7, 8}));
        try (CheckpointDirectory checkpoint = CheckpointDirectory.open(model);
                LayeredDecoder decoder = new LayeredDecoder(session, checkpoint)) {
            SequentialRevision.run(decoder, batches, reviser);
        }
    }

    /** Keeps the last batch's inputs by the weights' names. */
    private static WeightReviser unchanged(Map<String, float[]> seen) {
        return (owner, names, weights, inputs) -> {
            inputs.forEach(batch -> names.forEach(name -> seen.put(name, TorchSession.toFloats(batch))));
            return weights;
        };
    }

    private static float[] unscaled(
            Map<String, float[]> seen, CheckpointDirectory checkpoint, String module, String norm) {
        float[] scale = checkpoint.readFloat32(norm + ".weight");
        float[] values = seen.get(module + ".weight").clone();
        for (int i = 0; i < values.length; i++) {
            values[i] /= scale[i % scale.length];
        }
        return values;
    }
}
