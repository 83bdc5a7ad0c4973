package dev.ordo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
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
                        "demo", "up", "down", "submit", "status", "report", "import", "models", "perplexity", "train");
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
        assertThat(err.toString().lines()).containsExactly("ordo: cannot read " + missing);
    }

    @Test
    void showsWhereAFailureComesFromWhenAsked() {
        Path missing = directory.resolve("none.json");
        assertThat(run("--verbose", "submit", missing.toString())).isEqualTo(1);
        assertThat(err.toString()).contains("at dev.ordo.cli.");
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
