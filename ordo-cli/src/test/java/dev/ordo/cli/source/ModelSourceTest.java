package dev.ordo.cli.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ordo.artifacts.s3.StoreSettings;
import dev.ordo.cli.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelSourceTest {
    private static final Map<String, String> KEYS =
            Map.of("AWS_ACCESS_KEY_ID", "who", "AWS_SECRET_ACCESS_KEY", "secret");

    @TempDir
    Path temp;

    @Test
    void tellsFourKindsApart() throws IOException {
        Path file = Files.createFile(temp.resolve("Tiny-1.gguf"));

        assertThat(source(temp.toString())).isInstanceOf(DirectorySource.class);
        assertThat(source(file.toString())).isInstanceOf(GgufSource.class);
        assertThat(source("hf:acme/tiny")).isInstanceOf(HubSource.class);
        assertThat(source("s3://bucket/models/tiny/")).isInstanceOf(S3Source.class);
    }

    @ParameterizedTest
    @CsvSource({
        "hf:acme/tiny@v1,tiny",
        "hf:gpt2,gpt2",
        "s3://bucket/models/tiny/,tiny",
        "s3://bucket,bucket",
        "s3://bucket/,bucket"
    })
    void takesTheLastPartForTheName(String text, String name) {
        assertThat(source(text).defaultName()).isEqualTo(name);
    }

    @Test
    void takesTheFilesNameWithoutItsSuffix() throws IOException {
        Path file = Files.createFile(temp.resolve("Tiny-1.gguf"));

        assertThat(source(file.toString()).defaultName()).isEqualTo("Tiny-1");
        assertThat(source(Files.createDirectory(temp.resolve("m")).toString() + "/.")
                        .defaultName())
                .isEqualTo("m");
    }

    @Test
    void saysWhatWasExpectedWhereAPathDoesNotExist() {
        String text = temp.resolve("none").toString();

        assertThatThrownBy(() -> source(text))
                .isInstanceOf(CommandFailure.class)
                .hasMessage(text + " does not exist; expected a checkpoint directory, a GGUF file, hf:ORG/NAME or"
                        + " s3://BUCKET/PREFIX");
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3://", "s3://B/x", "s3://a", "s3://bucket//x", "s3://bucket/a//b"})
    void refusesWhatIsNoDirectoryInABucket(String text) {
        assertThatThrownBy(() -> source(text))
                .isInstanceOf(CommandFailure.class)
                .hasMessageStartingWith(text)
                .hasMessageEndingWith("expected s3://BUCKET/PREFIX");
    }

    @Test
    void namesTheVariableThatIsNotSet() {
        assertThatThrownBy(() -> ModelSource.of("s3://bucket/x", Map.of("AWS_ACCESS_KEY_ID", "who")))
                .isInstanceOf(CommandFailure.class)
                .hasMessage("AWS_SECRET_ACCESS_KEY is not set; s3://bucket/x cannot be read without");
    }

    @Test
    void goesToTheRegionsOwnEndpointUnlessAnotherIsNamed() {
        S3Uri uri = S3Uri.parse("s3://bucket/x");

        assertThat(uri.settings(KEYS))
                .isEqualTo(new StoreSettings("https://s3.us-east-1.amazonaws.com", "who", "secret", "bucket"));
        assertThat(uri.settings(Map.of(
                        "AWS_ACCESS_KEY_ID", "who",
                        "AWS_SECRET_ACCESS_KEY", "secret",
                        "AWS_SESSION_TOKEN", "short",
                        "AWS_REGION", "eu-west-3",
                        "AWS_ENDPOINT_URL", "http://minio:9000")))
                .isEqualTo(new StoreSettings(
                        "http://minio:9000", "who", "secret", "bucket", "eu-west-3", Optional.of("short")));
    }

    @Test
    void keepsTheKeysOutOfLogs() {
        assertThat(ModelSource.of("s3://bucket/x", KEYS).toString()).doesNotContain("secret");
    }

    private static ModelSource source(String text) {
        return ModelSource.of(text, KEYS);
    }
}
