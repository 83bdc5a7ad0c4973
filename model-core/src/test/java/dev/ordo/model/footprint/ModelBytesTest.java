package dev.ordo.model.footprint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ordo.model.checkpoint.CheckpointDirectory;
import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.packed.QuantizationConfig;
import dev.ordo.model.safetensors.DType;
import dev.ordo.model.testing.TinyModels;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelBytesTest {
    private static final ModelConfig CONFIG = TinyModels.config();
    private static final long EMBEDDING = 4L * TinyModels.VOCABULARY * TinyModels.HIDDEN;

    private final ModelBytes tiny = new ModelBytes(CONFIG);

    @TempDir
    Path folder;

    @Test
    void countsEveryWeightInFloat32() {
        try (CheckpointDirectory checkpoint = CheckpointDirectory.open(TinyModels.write(folder.resolve("tiny"), 1))) {
            assertThat(tiny.weights()).isEqualTo(4 * checkpoint.totalParameters());
        }
    }

    @Test
    void holdsPackedWeightsPackedAndOneProductsDequantized() {
        ModelBytes packed = new ModelBytes(CONFIG.withQuantization(QuantizationConfig.allButHead(4, 32)));
        long largest = 4L * TinyModels.HIDDEN * TinyModels.NEURONS;
        long linear = TinyModels.LAYERS
                * (3L * TinyModels.HIDDEN * TinyModels.NEURONS + 3L * TinyModels.HIDDEN * TinyModels.HIDDEN);
        long numbersAndScales = linear / 2 + 2 * linear / 32;

        assertThat(tiny.held()).isEqualTo(tiny.weights());
        assertThat(packed.held()).isEqualTo(tiny.weights() - 4 * linear + numbersAndScales + 2 * largest);
    }

    @Test
    void holdsAPackedEmbeddingWholeAndCopiesItPacked() {
        QuantizationConfig linear = QuantizationConfig.allButHead(4, 32);
        ModelBytes plain = new ModelBytes(CONFIG.withQuantization(linear));
        ModelBytes packed =
                new ModelBytes(CONFIG.withQuantization(linear.withBits(Map.of(QuantizationConfig.EMBEDDING, 8))));
        long numbersAndScales = EMBEDDING / 4 + 2 * EMBEDDING / 4 / 32;

        assertThat(packed.held()).isEqualTo(plain.held());
        assertThat(packed.largestCopied()).isEqualTo(2 * numbersAndScales);
        assertThat(plain.largestCopied()).isEqualTo(4L * TinyModels.HIDDEN * TinyModels.NEURONS);
        assertThat(packed.stored()).isEqualTo(plain.stored() - EMBEDDING / 2 + numbersAndScales + 16);
    }

    @Test
    void findsTheEmbeddingTheLargestWeightAndTheHead() {
        assertThat(tiny.largestWeight()).isEqualTo(EMBEDDING);
        assertThat(tiny.head()).isEqualTo(EMBEDDING);
    }

    @Test
    void countsWhatIsStoredToTheByte() {
        try (CheckpointDirectory floating = CheckpointDirectory.open(TinyModels.write(folder.resolve("tiny"), 1));
                CheckpointDirectory packed =
                        CheckpointDirectory.open(TinyModels.writePacked(folder.resolve("packed"), 1))) {
            assertThat(tiny.stored()).isEqualTo(floating.totalTensorBytes());
            assertThat(new ModelBytes(packed.config()).stored()).isEqualTo(packed.totalTensorBytes());
        }
    }

    @Test
    void countsNf4AsItIsStoredAndAsItIsHeld() {
        QuantizationConfig nf4 = QuantizationConfig.nf4AllButHead();
        ModelBytes bytes = new ModelBytes(CONFIG.withQuantization(nf4));
        long largest = 4L * TinyModels.HIDDEN * TinyModels.NEURONS;
        long linear = TinyModels.LAYERS
                * (3L * TinyModels.HIDDEN * TinyModels.NEURONS + 3L * TinyModels.HIDDEN * TinyModels.HIDDEN);

        assertThat(bytes.held()).isEqualTo(tiny.weights() - 4 * linear + linear / 2 + 4 * linear / 64 + 2 * largest);
        try (CheckpointDirectory packed =
                CheckpointDirectory.open(TinyModels.writePacked(folder.resolve("packed"), 1, nf4))) {
            assertThat(bytes.stored()).isEqualTo(packed.totalTensorBytes());
        }
    }

    @Test
    void countsARevisedPackedModelWithItsWeightsFromBefore() {
        ModelConfig packed = CONFIG.withQuantization(QuantizationConfig.allButHead(4, 32));
        ModelBytes bytes = new ModelBytes(packed);

        assertThat(bytes.revised()).isEqualTo(bytes.stored() + tiny.stored());
        assertThat(tiny.revised()).isEqualTo(tiny.stored());
        assertThat(new ModelBytes(CONFIG.withTorchDtype(DType.F32)).inBf16()).isEqualTo(tiny.stored());
    }

    @Test
    void holdsTheLogitsOfNoMorePositionsThanThePieceHas() {
        assertThat(tiny.logits(256)).isEqualTo(tiny.logits(100_000)).isEqualTo(256 * tiny.logits(1));
    }

    @Test
    void keepsEveryLayerForTheWayBackButOnlyOneWithoutIt() {
        ModelBytes deep = new ModelBytes(layers(20));
        ModelBytes shallow = new ModelBytes(layers(10));

        assertThat(deep.forward(512)).isEqualTo(shallow.forward(512));
        assertThat((double) deep.training(512) / shallow.training(512)).isBetween(1.8, 2.0);
    }

    @Test
    void growsWithThePositions() {
        assertThat(tiny.forward(512)).isGreaterThan(tiny.forward(256));
        assertThat(tiny.training(512)).isGreaterThan(tiny.training(256));
        assertThat(tiny.states(10)).isEqualTo(4L * 10 * TinyModels.HIDDEN);
    }

    @Test
    void keepsTheKeysAndValuesOfEveryLayerWhileGenerating() {
        long newTokens = tiny.generation(3, 5, 11) - tiny.generation(3, 5, 10);

        assertThat(newTokens).isEqualTo(4L * 3 * 2 * TinyModels.LAYERS * TinyModels.HIDDEN / 2);
        assertThat(tiny.generation(3, 6, 10)).isGreaterThan(tiny.generation(3, 5, 10) + newTokens);
    }

    @Test
    void countsWhatTheNormsOfQueriesAndKeysTake() {
        ModelBytes plain = new ModelBytes(narrow("llama"));
        ModelBytes normed = new ModelBytes(narrow("qwen3"));
        long turned = (CONFIG.numAttentionHeads() + CONFIG.numKeyValueHeads()) * CONFIG.headDim();

        assertThat(normed.forward(100) - plain.forward(100)).isEqualTo(2 * 4 * 100 * 2 * turned);
        assertThat(normed.training(100) - plain.training(100)).isEqualTo(4 * 100 * 2 * turned * 5 / 4);
        assertThat(normed.weights() - plain.weights()).isEqualTo(4L * TinyModels.LAYERS * 2 * CONFIG.headDim());
    }

    @Test
    void countsTheMaskOfAWindowThatIsShorterThanTheSequenceOnly() {
        ModelBytes open = new ModelBytes(window(100));
        ModelBytes windowed = new ModelBytes(window(8));

        assertThat(open.forward(100)).isEqualTo(tiny.forward(100));
        assertThat(windowed.forward(100) - tiny.forward(100)).isEqualTo(2 * 4 * 4 * 100 * 100);
        assertThat(windowed.training(100) - tiny.training(100)).isEqualTo(4 * 4 * 100 * 100 * 5 / 4);
        assertThat(windowed.forward(8)).isEqualTo(tiny.forward(8));
    }

    @Test
    void countsTheMaskOfNoMorePositionsThanASequenceHas() {
        long context = CONFIG.maxPositionEmbeddings();
        ModelBytes windowed = new ModelBytes(window(8));

        assertThat(windowed.forward(10 * context) - tiny.forward(10 * context))
                .isEqualTo(2 * 4 * 4 * context * context);
    }

    /** So few neurons that the attention is what is widest. */
    private static ModelConfig narrow(String family) {
        ObjectNode json = CONFIG.toJson();
        json.put("model_type", family);
        json.putArray("architectures").add(family.equals("llama") ? "LlamaForCausalLM" : "Qwen3ForCausalLM");
        json.put("head_dim", CONFIG.headDim());
        json.put("intermediate_size", 8);
        return ModelConfig.parse(json);
    }

    private static ModelConfig window(int size) {
        ObjectNode json = CONFIG.toJson();
        json.put("use_sliding_window", true);
        json.put("sliding_window", size);
        json.put("max_window_layers", 0);
        return ModelConfig.parse(json);
    }

    private static ModelConfig layers(int count) {
        ObjectNode json = CONFIG.toJson();
        json.put("num_hidden_layers", count);
        return ModelConfig.parse(json);
    }
}
