package dev.ordo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class GenerateTest {
    private static final String MODEL = "../models/baseline";
    private static final String SHORT = "It was";
    private static final String LONG = "She had been a friend and companion such as few possessed, and";

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path directory;

    @Test
    void promptsOfUnequalLengthAreContinuedTogetherAsEachAlone() throws IOException {
        JsonNode together = json(SHORT, LONG);

        assertThat(together.path("results")).hasSize(2);
        assertThat(together.path("results").get(0))
                .isEqualTo(json(SHORT).path("results").get(0));
        assertThat(together.path("results").get(1))
                .isEqualTo(json(LONG).path("results").get(0));
        assertThat(together.path("results").get(1).path("prompt").asText()).isEqualTo(LONG);
        assertThat(together.path("results").get(1).path("tokens").asInt()).isEqualTo(12);
        assertThat(together.path("tokensPerSecond").asDouble()).isPositive();
    }

    @Test
    void printsOneTextAloneAndNumbersSeveral() throws IOException {
        String first = text(json(SHORT));
        String second = text(json(LONG));

        assertThat(printed(SHORT)).isEqualTo(first + System.lineSeparator());
        assertThat(printed(SHORT, LONG)).isEqualTo("[1]\n" + first + "\n[2]\n" + second + System.lineSeparator());
    }

    @Test
    void aFileAndTheInputArePromptsAsWell() throws IOException {
        Path file = Files.writeString(directory.resolve("prompt.txt"), LONG);
        String expected = printed(LONG);

        assertThat(printed("--file", file.toString())).isEqualTo(expected);
        InputStream before = System.in;
        try {
            System.setIn(new ByteArrayInputStream(LONG.getBytes(StandardCharsets.UTF_8)));
            assertThat(printed()).isEqualTo(expected);
        } finally {
            System.setIn(before);
        }
    }

    @Test
    void drawsTheSameForTheSameSeedAndOtherwiseForAnother() {
        assertThat(printed(LONG, "--temperature", "1", "--top-k", "50", "--seed", "5"))
                .isEqualTo(printed(LONG, "--temperature", "1", "--top-k", "50", "--seed", "5"))
                .isNotEqualTo(printed(LONG, "--temperature", "1", "--top-k", "50", "--seed", "6"));
        assertThat(printed(LONG, "--temperature", "1", "--top-k", "1")).isEqualTo(printed(LONG));
    }

    @Test
    void endsBeforeAStopText() throws IOException {
        String whole = text(json(LONG));
        String stop = whole.substring(9, 12);

        JsonNode found = json(LONG, "--stop", stop, "--stop", "###");

        assertThat(text(found)).isEqualTo(whole.substring(0, whole.indexOf(stop)));
        assertThat(found.path("results").get(0).path("tokens").asInt()).isLessThan(12);
    }

    @Test
    void aChatTemplateAsksUnlessThePromptIsToBeTakenAsItStands() throws IOException {
        Path chat = Files.createDirectory(directory.resolve("chat"));
        try (Stream<Path> files = Files.list(Path.of(MODEL))) {
            for (Path each : files.toList()) {
                Files.copy(each, chat.resolve(each.getFileName()));
            }
        }
        Files.writeString(
                chat.resolve("chat_template.jinja"),
                "{% for message in messages %}{{ message['content'] }} a friend and companion such as few possessed,"
                        + " and{% endfor %}");

        assertThat(run("generate", chat.toString(), "She had been", "--max-new-tokens", "12"))
                .isZero();
        assertThat(taken(out)).isEqualTo(printed(LONG));
        assertThat(run("generate", chat.toString(), LONG, "--raw", "--max-new-tokens", "12"))
                .isZero();
        assertThat(taken(out)).isEqualTo(printed(LONG));
    }

    @Test
    void aPromptOverTheContextIsRefusedWithBothNumbers() {
        assertThat(run("generate", MODEL, "word ".repeat(3000))).isEqualTo(1);
        assertThat(err.toString())
                .startsWith("ordo: prompt 0 has ")
                .contains("128 new ones are to fit into the context of");
    }

    @Test
    void anEmptyPromptIsRefused() {
        assertThat(run("generate", MODEL, "")).isEqualTo(1);
        assertThat(err.toString()).startsWith("ordo: prompt 0 has 0 tokens, but must have 1 to ");
    }

    @Test
    void optionsOutOfRangeAreNamed() {
        assertThat(run("generate", MODEL, SHORT, "--top-p", "1.5")).isEqualTo(1);
        assertThat(run("generate", MODEL, SHORT, "--temperature", "-1")).isEqualTo(1);
        assertThat(run("generate", MODEL, SHORT, "--max-new-tokens", "0")).isEqualTo(1);
        assertThat(run("generate", MODEL, SHORT, "--stop", "")).isEqualTo(1);
        assertThat(err.toString().lines())
                .containsExactly(
                        "ordo: topP must be in (0, 1], was 1.5",
                        "ordo: temperature must be a number from 0, was -1.0",
                        "ordo: maxNewTokens must be at least 1, was 0",
                        "ordo: --stop must not be empty");
    }

    @Test
    void aModelThatIsNeitherADirectoryNorANameIsRefused() {
        assertThat(run("generate", "no/such/model", SHORT)).isEqualTo(1);
        assertThat(err.toString().trim())
                .isEqualTo("ordo: no/such/model is neither a directory nor the name of a model");
    }

    @Test
    void aFileThatIsNotUtf8IsNamed() throws IOException {
        Path latin = Files.write(directory.resolve("latin.txt"), new byte[] {'a', (byte) 0xe4, 'b'});

        assertThat(run("generate", MODEL, "--file", latin.toString())).isEqualTo(1);
        assertThat(err.toString()).contains("cannot read " + latin + ": it is not UTF-8");
    }

    private JsonNode json(String... arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--json");
        return new ObjectMapper().readTree(printed(all.toArray(String[]::new)));
    }

    private static String text(JsonNode found) {
        return found.path("results").get(0).path("text").asText();
    }

    private String printed(String... arguments) {
        List<String> all = new ArrayList<>(List.of("generate", MODEL, "--max-new-tokens", "12", "--threads", "1"));
        all.addAll(List.of(arguments));
        assertThat(run(all.toArray(String[]::new))).as(err.toString()).isZero();
        return taken(out);
    }

    private static String taken(StringWriter writer) {
        String text = writer.toString();
        writer.getBuffer().setLength(0);
        return text;
    }

    private int run(String... arguments) {
        CommandLine commandLine = Ordo.commandLine();
        commandLine.setOut(new PrintWriter(out, true));
        commandLine.setErr(new PrintWriter(err, true));
        return commandLine.execute(arguments);
    }
}
