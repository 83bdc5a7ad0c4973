package dev.ordo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class OrdoTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path directory;

    @Test
    void hasEverySubcommand() {
        assertThat(Ordo.commandLine().getSubcommands())
                .containsKeys(
                        "demo",
                        "up",
                        "down",
                        "submit",
                        "status",
                        "report",
                        "cancel",
                        "retry",
                        "logs",
                        "dead-letters",
                        "replay",
                        "doctor",
                        "setup",
                        "import",
                        "export",
                        "models",
                        "perplexity",
                        "generate",
                        "train",
                        "bench");
    }

    @Test
    void endsWithTwoAndTheUsageWhereAnArgumentIsMissing() {
        assertThat(run("submit")).isEqualTo(2);
        assertThat(err.toString()).contains("Missing required parameter: 'FILE'", "Usage: ordo submit");
    }

    @Test
    void endsWithTwoWhereAFormatIsUnknown() {
        assertThat(run("report", "--format", "xml", "s-1")).isEqualTo(2);
        assertThat(err.toString()).contains("--format");
    }

    @Test
    void tellsAFailureInOneLineWithoutAStackTrace() {
        Path missing = directory.resolve("none.json");
        assertThat(run("submit", missing.toString())).isEqualTo(1);
        assertThat(err.toString().lines())
                .containsExactly("ordo: cannot read " + missing + ": it does not exist; expected a UTF-8 file");
    }

    @Test
    void saysWhyAFileCannotBeRead() throws IOException {
        Path latin = Files.write(directory.resolve("latin.json"), new byte[] {'"', (byte) 0xe4, '"'});
        assertThat(run("submit", latin.toString())).isEqualTo(1);
        assertThat(err.toString()).contains("cannot read " + latin + ": it is not UTF-8");
        assertThat(FailureText.of(new UncheckedIOException("cannot write x", new AccessDeniedException("x"))))
                .isEqualTo("cannot write x (this user may not)");
        assertThat(FailureText.of(
                        new UncheckedIOException("cannot write x", new IOException("No space left on device"))))
                .isEqualTo("cannot write x (No space left on device)");
    }

    @Test
    void showsWhereAFailureComesFromWhenAsked() {
        Path missing = directory.resolve("none.json");
        assertThat(run("--verbose", "submit", missing.toString())).isEqualTo(1);
        assertThat(err.toString()).contains("at dev.ordo.cli.");
    }

    @Test
    void replaysOneDeadLetterOrAllOfThem() {
        assertThat(run("replay")).isEqualTo(2);
        assertThat(run("replay", "3:17", "--all")).isEqualTo(2);
        assertThat(err.toString()).contains("--all");
    }

    @Test
    void namesAFailureThatNobodyForesaw() {
        assertThat(FailureText.of(new IllegalStateException("odd")))
                .isEqualTo("unexpected IllegalStateException: odd (run again with --verbose to see where)");
    }

    private int run(String... arguments) {
        CommandLine commandLine = Ordo.commandLine();
        commandLine.setOut(new PrintWriter(out, true));
        commandLine.setErr(new PrintWriter(err, true));
        return commandLine.execute(arguments);
    }
}
