package dev.ordo.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ordo.model.GoldenFiles;
import dev.ordo.model.packed.PackedWeightException;
import dev.ordo.model.packed.QuantizationConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Directories in bitsandbytes' format that are not what Ordo computes with: each is refused when it is opened. */
class Nf4AttackTest {
    private static final String STATE = "model.layers.0.mlp.down_proj.weight.quant_state.bitsandbytes__nf4 must have ";

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource(quoteCharacter = '\'', textBlock = """
                '"blocksize": 64'     | '"blocksize": 32'     | 'blocksize 64, has 32'
                '"dtype": "bfloat16"' | '"dtype": "float32" ' | 'dtype "bfloat16", has "float32"'
                '[64, 128]'           | '[128, 64]'           | 'shape [64,128], has [128,64]'
                '_blocksize": 256'    | '_blocksize": 128'    | 'nested_blocksize 256, has 128'
                '"nf4"'               | '"fp4"'               | 'quant_type "nf4", has "fp4"'
                '"nested_dtype"'      | '"nested_Dtype"'      | 'nested_dtype "float32", has none'
                '"nested_offset"'     | '"nested_Offset"'     | 'a finite number as nested_offset'
                """, delimiter = '|')
    void aStateThatSaysSomethingElse(String text, String other, String problem) throws IOException {
        Path path = copy(weights -> weights.replace(text, other));

        assertThatThrownBy(() -> CheckpointDirectory.open(path))
                .isInstanceOf(PackedWeightException.class)
                .hasMessage(STATE + problem);
    }

    @Test
    void aStateThatIsNotJson() throws IOException {
        Path path = copy(weights -> weights.replace("{\"quant_type\"", "[\"quant_type\""));

        assertThatThrownBy(() -> CheckpointDirectory.open(path))
                .isInstanceOf(PackedWeightException.class)
                .hasMessageContaining("bitsandbytes__nf4 is not JSON");
    }

    @Test
    void numbersThatStandForOtherValues() throws IOException {
        // -1, the first of the sixteen, becomes -2.
        String second = "\u00b1\u0039\u0032\u00bf";
        Path path = copy(weights -> weights.replace("\0\0\u0080\u00bf" + second, "\0\0\0\u00c0" + second));

        assertThatThrownBy(() -> CheckpointDirectory.open(path))
                .isInstanceOf(PackedWeightException.class)
                .hasMessageEndingWith(".weight.quant_map must hold the sixteen values of NF4");
    }

    @Test
    void anOffsetThatFloat32DoesNotHold() throws IOException {
        Path path = copy(weights -> weights.replaceAll("\"nested_offset\": 0\\.0(\\d+)", "\"nested_offset\": 9e9$1"));

        assertThatThrownBy(() -> CheckpointDirectory.open(path))
                .isInstanceOf(PackedWeightException.class)
                .hasMessage(STATE + "a finite number as nested_offset");
    }

    @Test
    void fieldsThatAskForSomethingElseAreNamed() {
        refused("bnb_4bit_quant_type", json -> json.put("bnb_4bit_quant_type", "fp4"));
        refused("bnb_4bit_quant_type", json -> json.remove("bnb_4bit_quant_type"));
        refused("bnb_4bit_use_double_quant", json -> json.put("bnb_4bit_use_double_quant", false));
        refused("bnb_4bit_use_double_quant", json -> json.remove("bnb_4bit_use_double_quant"));
        refused("bnb_4bit_quant_storage", json -> json.put("bnb_4bit_quant_storage", "bfloat16"));
        refused("load_in_8bit", json -> json.put("load_in_8bit", true));
    }

    private static void refused(String field, Consumer<ObjectNode> change) {
        ObjectNode json = config();
        change.accept((ObjectNode) json.get("quantization_config"));
        assertThatThrownBy(() -> ModelConfig.parse(json)).hasMessageContaining("quantization_config." + field);
    }

    @Test
    void modulesThatAreLeftOutAreTakenFromTheConfigurationOrAreTheHead() {
        ObjectNode json = config();
        ObjectNode own = (ObjectNode) json.get("quantization_config");
        own.putNull("llm_int8_skip_modules");
        assertThat(ModelConfig.parse(json).quantization()).contains(QuantizationConfig.nf4AllButHead());

        own.putArray("llm_int8_skip_modules").add("model.layers.0.mlp.up_proj");
        assertThat(ModelConfig.parse(json).quantization())
                .contains(QuantizationConfig.nf4(List.of("model.layers.0.mlp.up_proj")));
    }

    private static ObjectNode config() {
        return ModelConfig.read(GoldenFiles.path("qwen2-nf4/config.json")).toJson();
    }

    private Path copy(Change change) throws IOException {
        Path golden = GoldenFiles.path("qwen2-nf4");
        Files.copy(golden.resolve("config.json"), directory.resolve("config.json"));
        byte[] sound = Files.readAllBytes(golden.resolve("model.safetensors"));
        String text = new String(sound, StandardCharsets.ISO_8859_1);
        byte[] changed = change.apply(text).getBytes(StandardCharsets.ISO_8859_1);
        assertThat(changed).hasSameSizeAs(sound).isNotEqualTo(sound);
        Files.write(directory.resolve("model.safetensors"), changed);
        return directory;
    }

    /** Of the weights' file, each byte a letter; its length must stay. */
    private interface Change {
        String apply(String weights);
    }
}
