package dev.ordo.platform.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every line of {@code docs/errors.md}: what is wrong is made wrong, and Ordo says what the table says. */
class FirstHourErrorsIT {
    private static final ErrorsDocument DOCUMENT = ErrorsDocument.read();

    @TempDir
    static Path directory;

    private static RunningOrdo ordo;
    private static OrdoCommand command;

    @BeforeAll
    static void start() {
        ordo = RunningOrdo.shared();
        ordo.importModel("tiny-erring", 11);
        command = new OrdoCommand(ordo.state());
    }

    @TestFactory
    List<DynamicTest> saysWhatTheTableSays() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        scenarios()
                .forEach((wrong, scenario) -> tests.add(DynamicTest.dynamicTest(wrong, () -> {
                    assertThat(DOCUMENT.lines()).containsKey(wrong);
                    DOCUMENT.lines().get(wrong).assertSays(scenario.call());
                })));
        return tests;
    }

    @Test
    void everyLineIsProved() throws IOException {
        Map<String, Callable<String>> scenarios = scenarios();
        for (Map.Entry<String, ErrorsDocument.Line> each : DOCUMENT.lines().entrySet()) {
            ErrorsDocument.Line line = each.getValue();
            if (line.test().equals(getClass().getSimpleName())) {
                assertThat(scenarios).containsKey(each.getKey());
            } else {
                assertThat(source(line.test()))
                        .as(each.getKey())
                        .contains(line.message().split("<...>", -1));
            }
        }
    }

    private static Map<String, Callable<String>> scenarios() throws IOException {
        Map<String, Callable<String>> scenarios = new LinkedHashMap<>();
        scenarios.put("no stack is up", () -> new OrdoCommand(directory.resolve("none")).refusal("status"));
        scenarios.put("a port is taken", FirstHourErrorsIT::takenPort);
        scenarios.put("the model's path is wrong", () -> command.refusal("import", "no-such-model", "--name", "m"));
        scenarios.put("the directory is no checkpoint", () -> importing(Files.createDirectories(place("empty"))));
        scenarios.put("the architecture is not supported", () -> importing(mamba()));
        scenarios.put("the model computes what Ordo does not", () -> importing(dynamic()));
        scenarios.put("a weight is no number", () -> importing(notANumber()));
        scenarios.put("the model has no tokenizer", () -> importing(without("tokenizer.json")));
        scenarios.put("a weight file is cut short", () -> importing(cut()));
        scenarios.put("the GGUF file is of another kind", () -> importing(file("zip", "PK")));
        scenarios.put(
                "the text's path is wrong", () -> command.refusal("import", "--data", "no-such-text", "--name", "t"));
        scenarios.put("the text is not UTF-8", () -> importingText(latin()));
        scenarios.put("the study's path is wrong", () -> command.refusal("submit", "no-such-study.json"));
        scenarios.put("the study is no JSON", () -> submitting("{\"studyId\": "));
        scenarios.put("the study is wrong", () -> submitting(study().replace("0.5", "1.2")));
        scenarios.put("the model is not imported", () -> submitting(study().replace("tiny-erring", "no-such-model")));
        scenarios.put("there is no such study", () -> command.refusal("report", "no-such-study"));
        scenarios.put("the store is down", () -> without("s3", () -> importingText(file("text", "some text"))));
        scenarios.put("the broker is down", () -> without("kafka", () -> submitting(study())));
        return scenarios;
    }

    private static String takenPort() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return new OrdoCommand(directory.resolve("other"))
                    .refusal("up", "--foreground", "--port", "kafka=" + taken.getLocalPort());
        }
    }

    private static String without(String process, Callable<String> scenario) throws Exception {
        ordo.stack().stop(process);
        try {
            return scenario.call();
        } finally {
            ordo.stack().resume(process);
        }
    }

    private static String importing(Path model) {
        return command.refusal("import", model.toString(), "--name", "m");
    }

    private static String importingText(Path text) {
        return command.refusal("import", "--data", text.toString(), "--name", "t");
    }

    private static String submitting(String study) throws IOException {
        return command.refusal("submit", file("study.json", study).toString());
    }

    private static String study() {
        return TinyStudy.request("erring", "tiny-erring", "P");
    }

    private static Path mamba() throws IOException {
        Path model = model("mamba");
        Path config = model.resolve("config.json");
        Files.writeString(
                config, Files.readString(config).replaceFirst("(\"model_type\"\\s*:\\s*)\"[^\"]*\"", "$1\"mamba\""));
        return model;
    }

    private static Path dynamic() throws IOException {
        Path model = model("dynamic");
        Path config = model.resolve("config.json");
        String scaling = "{\"rope_scaling\": {\"rope_type\": \"dynamic\", \"factor\": 2.0},";
        Files.writeString(config, Files.readString(config).replaceFirst("\\{", scaling));
        return model;
    }

    /** Makes the second value of the last tensor, in bfloat16, one that is none. */
    private static Path notANumber() throws IOException {
        Path model = model("nan");
        Path weights = model.resolve("model.safetensors");
        byte[] bytes = Files.readAllBytes(weights);
        int at = bytes.length - 2 * TinyModel.HIDDEN + 2;
        bytes[at] = (byte) 0xc0;
        bytes[at + 1] = 0x7f;
        Files.write(weights, bytes);
        return model;
    }

    private static Path without(String file) throws IOException {
        Path model = model("without-" + file);
        Files.delete(model.resolve(file));
        return model;
    }

    private static Path cut() throws IOException {
        Path model = model("cut");
        Path weights = model.resolve("model.safetensors");
        byte[] bytes = Files.readAllBytes(weights);
        Files.write(weights, java.util.Arrays.copyOf(bytes, bytes.length - 100));
        return model;
    }

    private static Path latin() throws IOException {
        return Files.write(place("latin.txt"), "na\u00efve".getBytes(StandardCharsets.ISO_8859_1));
    }

    private static Path model(String name) {
        return TinyModel.write(place(name), 12);
    }

    private static Path file(String name, String content) throws IOException {
        return Files.writeString(place(name), content);
    }

    private static Path place(String name) {
        return directory.resolve(name);
    }

    private static String source(String test) throws IOException {
        Path home = Path.of(System.getProperty("ordo.home"));
        for (String module : new String[] {"stage-runtime", "model-core", "pruner-svc", "quantizer-svc"}) {
            try (Stream<Path> files = Files.walk(home.resolve(module + "/src/test"))) {
                Optional<Path> source =
                        files.filter(each -> each.endsWith(test + ".java")).findFirst();
                if (source.isPresent()) {
                    return Files.readString(source.get());
                }
            }
        }
        throw new AssertionError("there is no test " + test);
    }
}
