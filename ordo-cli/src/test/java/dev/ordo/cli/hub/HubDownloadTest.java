package dev.ordo.cli.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ordo.cli.CommandFailure;
import dev.ordo.cli.hub.HubServer.Mishap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of a hub, against a server that speaks its protocol and misbehaves when told to. */
class HubDownloadTest {
    private static final byte[] SMALL = "{\"a\": 1}".getBytes();
    private static final byte[] LARGE = random(300_000);

    @TempDir
    Path directory;

    private final List<Duration> pauses = new ArrayList<>();
    private HubServer server;
    private HubClient client;

    @BeforeEach
    void serve() throws IOException {
        server = new HubServer()
                .with("small.json", SMALL)
                .with("large.bin", LARGE)
                .with("empty", new byte[0]);
        client = client(Duration.ofSeconds(20));
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    @Test
    void bringsSmallLargeAndEmptyFiles() {
        fetch("small.json");
        fetch("large.bin");
        fetch("empty");

        assertThat(directory.resolve("small.json")).hasBinaryContent(SMALL);
        assertThat(directory.resolve("large.bin")).hasBinaryContent(LARGE);
        assertThat(directory.resolve("empty")).isEmptyFile();
        assertThat(pauses).isEmpty();
    }

    @Test
    void keepsTheTokenFromWhereLargeFilesLie() {
        fetch("large.bin");

        assertThat(server.hubTokens).isNotEmpty().containsOnly("Bearer secret");
        assertThat(server.depotTokens).containsExactly("none");
    }

    @Test
    void fetchesNothingThatIsHereAlready() {
        fetch("large.bin");
        server.requests.clear();

        fetch("large.bin");

        assertThat(server.requests).isEmpty();
    }

    @Test
    void fetchesAgainWhatIsHereButDamaged() throws IOException {
        Files.write(directory.resolve("large.bin"), random(7));

        fetch("large.bin");

        assertThat(directory.resolve("large.bin")).hasBinaryContent(LARGE);
    }

    @Test
    void continuesWhereAConnectionBroke() {
        server.mishaps.add(new Mishap.BreakOff(100_000));

        fetch("large.bin");

        assertThat(server.requests).hasSize(2);
        assertThat(server.requests.get(1)).matches("large.bin bytes=[1-9]\\d*-");
        assertThat(directory.resolve("large.bin")).hasBinaryContent(LARGE);
    }

    @Test
    void continuesWhatAFormerProcessLeft() throws IOException {
        Files.write(partial(), Arrays.copyOf(LARGE, 123_456));

        fetch("large.bin");

        assertThat(server.requests).containsExactly("large.bin bytes=123456-");
        assertThat(directory.resolve("large.bin")).hasBinaryContent(LARGE);
        assertThat(partial()).doesNotExist();
    }

    @Test
    void startsAnewWhereTheServerKnowsNoRanges() throws IOException {
        Files.write(partial(), Arrays.copyOf(LARGE, 123_456));
        server.mishaps.add(new Mishap.WholeFile());

        fetch("large.bin");

        assertThat(server.requests).hasSize(1);
        assertThat(directory.resolve("large.bin")).hasBinaryContent(LARGE);
    }

    @Test
    void startsAnewWhereTheFormerPartIsDamaged() throws IOException {
        Files.write(partial(), random(123_456));

        fetch("large.bin");

        assertThat(server.requests).containsExactly("large.bin bytes=123456-", "large.bin");
        assertThat(directory.resolve("large.bin")).hasBinaryContent(LARGE);
    }

    @Test
    void startsAnewWhereTheFormerPartIsLongerThanTheFile() throws IOException {
        Files.write(partial(), random(LARGE.length + 1));

        fetch("large.bin");

        assertThat(directory.resolve("large.bin")).hasBinaryContent(LARGE);
    }

    @Test
    void asksAgainWhereAnotherRangeCame() throws IOException {
        Files.write(partial(), Arrays.copyOf(LARGE, 5));
        server.mishaps.add(new Mishap.OtherRange());

        fetch("large.bin");

        assertThat(server.requests).containsExactly("large.bin bytes=5-", "large.bin bytes=5-");
        assertThat(directory.resolve("large.bin")).hasBinaryContent(LARGE);
    }

    @Test
    void asksAgainWhereNothingMoreComes() {
        client.close();
        client = client(Duration.ofSeconds(1));
        server.mishaps.add(new Mishap.Silence(10));

        fetch("large.bin");

        assertThat(server.requests).hasSizeGreaterThan(1);
        assertThat(directory.resolve("large.bin")).hasBinaryContent(LARGE);
    }

    @Test
    void waitsLongerAfterEachFailureAndAsLongAsTheHubAsks() {
        server.mishaps.add(new Mishap.Status(503, -1));
        server.mishaps.add(new Mishap.Status(500, -1));
        server.mishaps.add(new Mishap.Status(429, 7));
        server.mishaps.add(new Mishap.Status(429, 3600));

        fetch("small.json");

        assertThat(pauses)
                .containsExactly(
                        Duration.ofMillis(1), Duration.ofMillis(2), Duration.ofSeconds(7), Duration.ofMinutes(1));
    }

    @Test
    void givesUpAfterFiveFailuresWithoutProgressAndSaysThatTheSameCommandContinues() throws IOException {
        Files.write(partial(), Arrays.copyOf(LARGE, 1000));
        for (int i = 0; i < 5; i++) {
            server.mishaps.add(new Mishap.Status(503, -1));
        }

        assertThatThrownBy(() -> fetch("large.bin"))
                .isInstanceOf(CommandFailure.class)
                .hasMessage("fetching large.bin of hf:acme/tiny@" + HubServer.COMMIT
                        + " stopped at byte 1000 of 300000: the answer is 503; the same command continues there");
        assertThat(partial()).hasSize(1000);
        assertThat(directory.resolve("large.bin")).doesNotExist();
    }

    @Test
    void doesNotGiveUpWhileThereIsProgress() {
        for (int i = 0; i < 12; i++) {
            server.mishaps.add(new Mishap.BreakOff(20_000));
        }

        fetch("large.bin");

        assertThat(directory.resolve("large.bin")).hasBinaryContent(LARGE);
    }

    @Test
    void refusesAFileOfAnotherDigest() {
        byte[] other = LARGE.clone();
        other[9]++;
        server.tamper("large.bin", other);

        assertThatThrownBy(() -> fetch("large.bin"))
                .isInstanceOf(CommandFailure.class)
                .hasMessageMatching(
                        "large.bin of hf:acme/tiny@[0-9a-f]{40} has the digest [0-9a-f]{64}, the hub promised"
                                + " [0-9a-f]{64}");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void refusesASmallFileOfAnotherDigest() {
        server.tamper("small.json", "{\"a\": 2}".getBytes());

        assertThatThrownBy(() -> fetch("small.json")).hasMessageContaining("the hub promised");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void refusesAFileThatIsLongerThanPromised() {
        server.tamper("large.bin", Arrays.copyOf(LARGE, LARGE.length + 1));

        assertThatThrownBy(() -> fetch("large.bin")).hasMessageEndingWith("is longer than the 300000 bytes promised");
        assertThat(directory.resolve("large.bin")).doesNotExist();
    }

    private HubClient client(Duration silenceLimit) {
        var settings = HubSettings.from(Map.of("HF_ENDPOINT", server.endpoint(), "HF_TOKEN", "secret"));
        return new HubClient(settings, new Patience(Duration.ofMillis(1), pauses::add), silenceLimit);
    }

    private void fetch(String name) {
        HubRevision revision = client.resolve(new HubReference(HubServer.REPOSITORY, "main"));
        HubFile file = revision.files().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
        new HubDownload(client, revision, directory).fetch(file);
    }

    private Path partial() {
        return directory.resolve(".large.bin.partial");
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }
}
