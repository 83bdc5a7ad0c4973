package dev.ordo.model.decoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.ordo.model.WorkProgress;
import dev.ordo.model.checkpoint.CheckpointDirectory;
import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.safetensors.DType;
import dev.ordo.model.testing.TinyModels;
import dev.ordo.model.torch.TorchOptions;
import dev.ordo.model.torch.TorchSession;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Compared with transformers' streams under compressed-tensors' rounding (tools/golden/widths.py). A relative error of 1e-4: streams are
 * float32 on either side, and an error of 8 bits is the difference of two that agree in their first three digits.
 */
class WidthErrorsGoldenTest {
    @TempDir
    Path folder;

    @Test
    void measuresWhatTheReferenceDoes() throws IOException {
        JsonNode golden = new JsonMapper().readTree(WidthErrorsGoldenTest.class.getResourceAsStream("widths.json"));
        int sequences = golden.get("sequences").intValue();
        int length = golden.get("length").intValue();
        ModelConfig config = TinyModels.config(64).withTorchDtype(DType.F32);
        Path model = TinyModels.write(folder.resolve("model"), config, TinyModels.weights(config, 7));
        long[] ids = IntStream.range(0, sequences * length)
                .mapToLong(i -> (31L * i * i + 7L * i) % 64)
                .toArray();
        List<TokenBatch> batches = List.of(new TokenBatch(ids, sequences, length));
        try (TorchSession session = TorchSession.open(TorchOptions.cpu(1));
                CheckpointDirectory checkpoint = CheckpointDirectory.open(model);
                LayeredDecoder decoder = new LayeredDecoder(session, checkpoint);
                WidthErrors errors = new WidthErrors(
                        decoder, golden.get("groupSize").intValue(), List.of(2, 3, 4, 8), WorkProgress.NONE)) {
            decoder.run(batches, errors);

            double[][][] found = errors.byLayer();
            for (int layer = 0; layer < TinyModels.LAYERS; layer++) {
                for (int unit = 0; unit < WidthErrors.UNITS.size(); unit++) {
                    agree(found[layer][unit], golden.get("errors").get(layer).get(unit));
                }
            }
            agree(errors.ofRows("model.embed_tokens.weight", batches), golden.get("rows"));
        }
    }

    private static void agree(double[] found, JsonNode expected) {
        assertThat(found).hasSize(expected.size());
        for (int i = 0; i < found.length; i++) {
            double wanted = expected.get(i).doubleValue();
            assertThat(found[i]).isPositive().isCloseTo(wanted, within(wanted * 1e-4));
        }
    }
}
