package dev.ordo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ExportTest {
    private static final String MODEL = "../models/baseline";

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path directory;

    @Test
    void writesAFileForLlamaCppAndNamesEveryFallback() throws IOException {
        Path file = directory.resolve("baseline.gguf");
        assertThat(run("export", MODEL, "--type", "q4_k", "--to", file.toString(), "--json"))
                .isZero();
        JsonNode report = new ObjectMapper().readTree(out.toString());
        // 192 and 640 are no multiples of 256.
        assertThat(report.path("tensors").toString()).isEqualTo("{\"F32\":26,\"Q5_0\":35,\"Q8_0\":1}");
        assertThat(report.path("fallbacks")).hasSize(35);
        assertThat(report.path("bytes").longValue()).isEqualTo(file.toFile().length());

        assertThat(run("export", MODEL, "--type", "q4_k", "--to", file.toString()))
                .isEqualTo(1);
        assertThat(err.toString()).endsWith("baseline.gguf exists already\n");
        assertThat(run("export", MODEL, "--to", file.toString(), "--overwrite")).isZero();
        assertThat(out.toString()).contains("26 tensors F32, 36 tensors F16");
    }

    @Test
    void writesADirectoryForTransformers() {
        Path target = directory.resolve("plain");
        assertThat(run("export", MODEL, "--format", "safetensors", "--to", target.toString()))
                .isZero();
        assertThat(out.toString()).startsWith("wrote ").contains(" bytes of tensors");
        assertThat(target.resolve("tokenizer.json")).hasSameBinaryContentAs(Path.of(MODEL, "tokenizer.json"));
        assertThat(target.resolve("model.safetensors")).hasSameBinaryContentAs(Path.of(MODEL, "model.safetensors"));
    }

    @Test
    void refusesAFormatATypeOrAModelThatDoesNotFit() {
        String to = directory.resolve("x").toString();
        assertThat(run("export", MODEL, "--format", "onnx", "--to", to)).isEqualTo(1);
        assertThat(run("export", MODEL, "--type", "q5_0", "--to", to)).isEqualTo(1);
        assertThat(run("export", MODEL, "--format", "safetensors", "--type", "q8_0", "--to", to))
                .isEqualTo(1);
        assertThat(run("export", MODEL, "--format", "compressed-tensors", "--to", to))
                .isEqualTo(1);
        assertThat(err.toString().lines())
                .containsExactly(
                        "ordo: --format onnx is not known; expected gguf, compressed-tensors, bitsandbytes, safetensors or peft",
                        "ordo: --type q5_0 is not for --format gguf; expected f32, f16, bf16, q8_0, q4_0, q4_k",
                        "ordo: --type q8_0 is not for --format safetensors; expected f32, f16, bf16",
                        "ordo: quantization_config is missing: the weights of " + MODEL + " are not packed");
        assertThat(directory).isEmptyDirectory();
    }

    private int run(String... arguments) {
        CommandLine commandLine = Ordo.commandLine();
        commandLine.setOut(new PrintWriter(out, true));
        commandLine.setErr(new PrintWriter(err, true));
        return commandLine.execute(arguments);
    }
}
