package dev.ordo.platform.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ordo.events.study.StudyState;
import dev.ordo.platform.program.Programs;
import dev.ordo.platform.program.Programs.Ended;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The programs of {@code examples/}. They ask for the same work, so that only the first waits for it. */
class ExamplesIT {
    private static final Path EXAMPLES = Path.of(System.getProperty("ordo.home"), "examples");
    private static final int LIMIT_SECONDS = 120;

    private static RunningOrdo ordo;

    @TempDir
    private Path directory;

    @BeforeAll
    static void start() {
        ordo = RunningOrdo.shared();
    }

    @Test
    void asksForAStudyWithKcat() {
        Programs.assumeInstalled("bash", "kcat", "jq");

        Ended ended = run("example-kcat", EXAMPLES.resolve("kcat/study.sh").toString());

        assertTold("example-kcat", ended);
    }

    @Test
    void asksForAStudyWithPython() {
        Programs.assumeInstalled("python3");
        Ended client = Programs.run(Map.of(), LIMIT_SECONDS, "python3", "-c", "import kafka");
        assumeTrue(client.status() == 0, "Python's kafka-python is not installed: " + client.said());

        Ended ended = run(
                "example-python", "python3", EXAMPLES.resolve("python/study.py").toString());

        assertTold("example-python", ended);
    }

    @Test
    void asksForAStudyWithJava() {
        Ended ended = run(
                "example-java",
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                EXAMPLES.resolve("java/Study.java").toString());

        assertTold("example-java", ended);
    }

    @Test
    void asksForAStudyWithCurl() {
        Programs.assumeInstalled("bash", "curl");

        Ended ended = run("example-curl", EXAMPLES.resolve("curl/study.sh").toString());

        assertThat(ended.status()).as(ended.said()).isZero();
        assertThat(ended.said()).contains("\nCOMPLETED\n", "\"ordering\":\"P\"", "\"klToBaseline\"");
        assertThat(ordo.status("example-curl").orElseThrow().state()).isEqualTo(StudyState.COMPLETED);
    }

    @Test
    void saysWhatIsWrongWithAStudyAndFails() {
        Programs.assumeInstalled("bash", "curl");
        Path wrong = write(TinyStudy.request("example-wrong", "no-such-model", "P"));

        Ended ended = Programs.run(
                Map.of("ORDO_URL", ordo.stack().orchestratorUrl()),
                LIMIT_SECONDS,
                EXAMPLES.resolve("curl/study.sh").toString(),
                wrong.toString());

        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.said()).contains("there is no model 'no-such-model' in the catalogue");
    }

    /** Each study has a model of its own: none finds its work done by another and ends before it can be watched. */
    private Ended run(String studyId, String... command) {
        ordo.importModel(studyId, studyId.hashCode());
        String[] whole = new String[command.length + 1];
        System.arraycopy(command, 0, whole, 0, command.length);
        whole[command.length] = write(TinyStudy.request(studyId, studyId, "P")).toString();
        return Programs.run(
                Map.of(
                        "BROKER",
                        ordo.stack().bootstrapServers(),
                        "ORDO_URL",
                        ordo.stack().orchestratorUrl()),
                LIMIT_SECONDS,
                whole);
    }

    private static void assertTold(String studyId, Ended ended) {
        assertThat(ended.status()).as(ended.said()).isZero();
        assertThat(ended.said()).contains("COMPLETED: 2 of 2 rows\n", "baseline\t", "P\t", "tiny-heldout");
        assertThat(ordo.status(studyId).orElseThrow().state()).isEqualTo(StudyState.COMPLETED);
    }

    private Path write(String study) {
        try {
            return Files.writeString(directory.resolve("study.json"), study);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
