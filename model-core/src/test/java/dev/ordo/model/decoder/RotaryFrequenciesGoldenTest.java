package dev.ordo.model.decoder;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.torch.Kernels;
import dev.ordo.model.torch.TorchOptions;
import dev.ordo.model.torch.TorchSession;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against transformers, at the sizes and with the scalings of real models (tools/golden/rotary.py): equal to the last bit. */
class RotaryFrequenciesGoldenTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "smollm2",
                "llama-3.1",
                "llama-3.2",
                "vicuna-16k",
                "qwen2.5",
                "qwen2.5-yarn",
                "qwen3",
                "qwen3-yarn",
                "yarn-untruncated",
                "yarn-unsaid"
            })
    void areTheReferences(String name) throws IOException {
        JsonNode golden = golden().required(name);
        ModelConfig config = ModelConfig.parse(golden.required("config"));

        double[] found = told(config);

        assertThat(found[0]).isEqualTo(golden.required("factor").doubleValue());
        double[] rates = StreamSupport.stream(golden.required("rates").spliterator(), false)
                .mapToDouble(JsonNode::doubleValue)
                .toArray();
        assertThat(Arrays.copyOfRange(found, 1, found.length)).containsExactly(rates);
    }

    private static double[] told(ModelConfig config) {
        try (TorchSession session = TorchSession.open(TorchOptions.cpu(1));
                Kernels kernels = Kernels.compile(session.device(), "decoder", "products", "cpu")) {
            return RotaryFrequencies.of(config, kernels, session);
        }
    }

    private static JsonNode golden() throws IOException {
        try (InputStream in = RotaryFrequenciesGoldenTest.class.getResourceAsStream("rotary.json")) {
            return new JsonMapper().readTree(in);
        }
    }
}
