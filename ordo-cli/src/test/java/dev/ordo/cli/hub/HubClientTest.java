package dev.ordo.cli.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ordo.cli.CommandFailure;
import dev.ordo.cli.hub.HubServer.Refusal;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Revisions and refusals of a hub. */
class HubClientTest {
    private final Map<String, String> environment = new HashMap<>();
    private HubServer server;

    @BeforeEach
    void serve() throws IOException {
        server = new HubServer().with("config.json", new byte[] {'{', '}'});
        environment.put("HF_ENDPOINT", server.endpoint() + "/");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void pinsABranchToItsCommit() {
        HubRevision revision = resolve("hf:acme/tiny");

        assertThat(revision.commit()).isEqualTo(HubServer.COMMIT);
        assertThat(revision.licence()).contains("apache-2.0");
        assertThat(revision.files())
                .containsExactly(new HubFile(
                        "config.json",
                        2,
                        new FileDigest(FileDigest.Kind.GIT_BLOB, "9e26dfeeb6e641a33dae4961196235bdb965b21b")));
        assertThat(server.hubTokens).containsExactly("none");
    }

    @Test
    void takesACommitAsItIs() {
        assertThat(resolve("hf:acme/tiny@" + HubServer.COMMIT).commit()).isEqualTo(HubServer.COMMIT);
    }

    @Test
    void refusesAnotherCommitThanWasAskedFor() {
        server.description = "{\"sha\":\"" + "f".repeat(40) + "\",\"siblings\":[]}";

        assertThatThrownBy(() -> resolve("hf:acme/tiny@" + HubServer.COMMIT))
                .isInstanceOf(CommandFailure.class)
                .hasMessage("the hub's description of hf:acme/tiny@" + HubServer.COMMIT + " is of commit "
                        + "f".repeat(40));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"rfilename\":\"a\"}",
                "{\"rfilename\":\"a\",\"size\":1,\"blobId\":\"xyz\"}",
                "{\"rfilename\":\"a\",\"size\":-1,\"blobId\":\"0123456789abcdef0123456789abcdef01234567\"}",
                "{\"rfilename\":\"a\",\"size\":1,\"blobId\":\"0123456789abcdef0123456789abcdef01234567\",\"lfs\":{}}"
            })
    void refusesAFileWithoutSizeOrDigest(String file) {
        server.description = "{\"sha\":\"" + HubServer.COMMIT + "\",\"siblings\":[" + file + "]}";

        assertThatThrownBy(() -> resolve("hf:acme/tiny"))
                .hasMessageContaining("states no name, size or digest of a file");
    }

    @ParameterizedTest
    @CsvSource({"not json,is no JSON", "{},names no commit", "'{\"sha\":\"main\"}',names no commit"})
    void refusesADescriptionThatIsNone(String description, String problem) {
        server.description = description;

        assertThatThrownBy(() -> resolve("hf:acme/tiny")).hasMessageContaining(problem);
    }

    @Test
    void saysHowToGetAGatedModel() {
        server.refusal = new Refusal(403, "GatedRepo", "Access is restricted");

        assertThatThrownBy(() -> resolve("hf:acme/tiny"))
                .hasMessage("hf:acme/tiny@main is gated: accept its terms at " + server.endpoint()
                        + ", then set HF_TOKEN (the hub says: Access is restricted)");
    }

    @Test
    void tellsATokenWithoutAccessFromNone() {
        server.refusal = new Refusal(401, "RepoNotFound", "Repository not found");

        assertThatThrownBy(() -> resolve("hf:acme/tiny")).hasMessageContaining("private and HF_TOKEN is not set");

        environment.put("HF_TOKEN", "secret");
        assertThatThrownBy(() -> resolve("hf:acme/tiny"))
                .hasMessageContaining("private and the token in HF_TOKEN has no access")
                .message()
                .doesNotContain("secret");
    }

    @Test
    void tellsAnUnknownRevisionFromAnUnknownModel() {
        server.refusal = new Refusal(404, "RevisionNotFound", "Invalid rev id");

        assertThatThrownBy(() -> resolve("hf:acme/tiny@v9"))
                .hasMessageContaining("has the model, but no revision hf:acme/tiny@v9");
    }

    @Test
    void asksAgainWhereTheHubIsAwayForAMoment() {
        server.descriptionFailures = 2;

        assertThat(resolve("hf:acme/tiny").commit()).isEqualTo(HubServer.COMMIT);
    }

    @Test
    void saysThatNobodyAnswers() {
        server.close();

        assertThatThrownBy(() -> resolve("hf:acme/tiny"))
                .isInstanceOf(CommandFailure.class)
                .hasMessageStartingWith("cannot ask " + server.endpoint() + " for hf:acme/tiny@main: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"hf:", "hf:a/b/c", "hf:../b", "hf:a/b@", "hf:a b/c", "hf:a/b@-x"})
    void refusesWhatNamesNoModel(String text) {
        assertThatThrownBy(() -> HubReference.parse(text))
                .isInstanceOf(CommandFailure.class)
                .hasMessage(text + " is no model of a hub; expected hf:ORG/NAME or hf:ORG/NAME@REVISION");
    }

    @Test
    void refusesAnEndpointThatIsNoUrlAndATokenThatIsNone() {
        assertThatThrownBy(() -> HubSettings.from(Map.of("HF_ENDPOINT", "ftp://hub")))
                .hasMessage("HF_ENDPOINT must be an http or https URL, was 'ftp://hub'");
        assertThatThrownBy(() -> HubSettings.from(Map.of("HF_TOKEN", "two words")))
                .hasMessage("HF_TOKEN holds a character that no token has");
    }

    @Test
    void keepsTheTokenOutOfLogs() {
        environment.put("HF_TOKEN", "secret");

        assertThat(HubSettings.from(environment).toString())
                .isEqualTo("HubSettings[" + server.endpoint() + " with a token]");
    }

    private HubRevision resolve(String reference) {
        Patience patience = new Patience(Duration.ofMillis(1), pause -> {});
        try (HubClient client = new HubClient(HubSettings.from(environment), patience, Duration.ofSeconds(20))) {
            return client.resolve(HubReference.parse(reference));
        }
    }
}
