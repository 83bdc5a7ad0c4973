package dev.ordo.model.gguf;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.ordo.model.GoldenFiles;
import dev.ordo.model.checkpoint.CheckpointDirectory;
import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.decoder.DecoderModel;
import dev.ordo.model.decoder.TokenBatch;
import dev.ordo.model.safetensors.DType;
import dev.ordo.model.safetensors.SafetensorsFile;
import dev.ordo.model.tokenizer.TextTokenizer;
import dev.ordo.model.torch.TensorScope;
import dev.ordo.model.torch.TorchOptions;
import dev.ordo.model.torch.TorchSession;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of llama.cpp's own writer, against what transformers reads in them ({@code tools/golden/gguf_files.py}). */
class GgufGoldenTest {
    /** Of the largest logit: both sides round some hundred float32 operations. */
    private static final float TOLERANCE = 2e-6f;

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"mixed", "qwen2", "bf16"})
    void decodesEveryTensorToTheReferencesBits(String name) {
        try (CheckpointDirectory checkpoint = CheckpointDirectory.open(converted(name));
                SafetensorsFile expected = expected(name)) {
            assertThat(checkpoint.tensorNames()).hasSize(expected.entries().size() - 2);
            for (String tensor : checkpoint.tensorNames()) {
                assertThat(checkpoint.readFloat32(tensor)).as(tensor).containsExactly(expected.readFloat32(tensor));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mixed", "qwen2", "bf16"})
    void predictsAsTheReferenceDoes(String name) {
        try (TorchSession session = TorchSession.open(TorchOptions.cpu(1));
                CheckpointDirectory checkpoint = CheckpointDirectory.open(converted(name));
                SafetensorsFile expected = expected(name);
                DecoderModel model = DecoderModel.load(session, checkpoint);
                TensorScope scope = session.scope()) {
            long[] ids = new long[24];
            expected.readBytes("tokens").asLongBuffer().get(ids);

            float[] logits = TorchSession.toFloats(model.logits(scope.manager(), new TokenBatch(ids, 1, ids.length)));

            float[] wanted = expected.readFloat32("logits");
            float largest = 0;
            for (float each : wanted) {
                largest = Math.max(largest, Math.abs(each));
            }
            assertThat(logits).usingComparatorWithPrecision(TOLERANCE * largest).containsExactly(wanted);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mixed", "qwen2", "bf16"})
    void cutsTextsAsTheFamilysOwnTokenizerDoes(String name) throws IOException {
        JsonNode cases = new JsonMapper()
                .readTree(GoldenFiles.path("gguf/tokenizers.json").toFile())
                .required(name);
        try (TextTokenizer tokenizer = TextTokenizer.open(converted(name))) {
            assertThat(cases).hasSize(10);
            for (JsonNode each : cases) {
                int[] ids = StreamSupport.stream(each.required("ids").spliterator(), false)
                        .mapToInt(JsonNode::intValue)
                        .toArray();
                String text = each.required("text").textValue();
                assertThat(tokenizer.encode(text)).as(text).containsExactly(ids);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"mixed, F32, true", "qwen2, F16, true", "bf16, BF16, false"})
    void keepsSixteenBitModelsInSixteenBits(String name, DType dtype, boolean tied) {
        ModelConfig config = ModelConfig.read(converted(name).resolve("config.json"));
        assertThat(config.torchDtype()).isEqualTo(dtype);
        assertThat(config.tieWordEmbeddings()).isEqualTo(tied);
        assertThat(config.rmsNormEps()).isEqualTo(1e-5);
        assertThat(config.ropeTheta()).isEqualTo(50_000.0);
        assertThat(config.maxPositionEmbeddings()).isEqualTo(128);
        assertThat(config.bosTokenId()).hasValue(1);
        assertThat(config.eosTokenIds()).containsExactly(2);
    }

    @Test
    void keepsTheChatTemplateAndTheSpecialTokens() throws IOException {
        JsonNode settings = new JsonMapper()
                .readTree(converted("mixed").resolve("tokenizer_config.json").toFile());
        assertThat(settings.required("chat_template").textValue()).startsWith("{% for m in messages %}");
        assertThat(settings.required("bos_token").textValue()).isEqualTo("<|im_start|>");
        assertThat(settings.required("eos_token").textValue()).isEqualTo("<|im_end|>");
        assertThat(settings.required("unk_token").textValue()).isEqualTo("<|endoftext|>");
        assertThat(settings.required("model_max_length").intValue()).isEqualTo(128);
    }

    private Path converted(String name) {
        return GgufModel.convert(GoldenFiles.path("gguf/" + name + ".gguf"), directory.resolve(name));
    }

    private static SafetensorsFile expected(String name) {
        return SafetensorsFile.open(GoldenFiles.path("gguf/" + name + ".expected.safetensors"));
    }
}
