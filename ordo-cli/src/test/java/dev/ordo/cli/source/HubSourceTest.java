package dev.ordo.cli.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ordo.cli.CommandFailure;
import dev.ordo.cli.hub.HubServer;
import dev.ordo.model.checkpoint.UnsupportedConfigException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HubSourceTest {
    @TempDir
    Path temp;

    private final List<String> progress = new ArrayList<>();
    private HubServer server;

    @BeforeEach
    void serve() throws IOException {
        server = new HubServer();
        SmallModel.files(SmallModel.write(temp.resolve("model"))).forEach(server::with);
        server.with("README.md", bytes("a model")).with("onnx/model.onnx", bytes("other weights"));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void bringsACheckpointAndSaysOfWhichCommit() throws IOException {
        FetchedModel fetched = fetch();

        assertThat(SmallModel.files(fetched.directory()).keySet())
                .isEqualTo(SmallModel.files(temp.resolve("model")).keySet());
        assertThat(fetched.provenance()).isEqualTo("hf:acme/tiny@" + HubServer.COMMIT + ", licence apache-2.0");
        assertThat(progress.get(0)).isEqualTo("fetching hf:acme/tiny@" + HubServer.COMMIT);
    }

    @Test
    void fetchesTheWeightsLast() {
        fetch();

        assertThat(server.requests.get(0)).isEqualTo("config.json");
        assertThat(server.requests.get(server.requests.size() - 1)).endsWith(".safetensors");
    }

    @Test
    void fetchesNothingTwice() {
        fetch();
        server.requests.clear();

        fetch();

        assertThat(server.requests).isEmpty();
    }

    @Test
    void refusesAnUnsupportedModelBeforeItsWeightsAreFetched() {
        server.with("config.json", bytes(SmallModel.CONFIG.replace("qwen2", "mamba")));

        assertThatThrownBy(this::fetch)
                .isInstanceOf(UnsupportedConfigException.class)
                .hasMessageContaining("mamba");
        assertThat(server.requests).containsExactly("config.json");
    }

    @Test
    void refusesAModelThatTheDiskHasNoRoomFor() {
        server.description = "{\"sha\":\"" + HubServer.COMMIT + "\",\"siblings\":["
                + file("config.json", 100) + "," + file("tokenizer.json", 100) + ","
                + file("model.safetensors", Long.MAX_VALUE / 4) + "]}";

        assertThatThrownBy(this::fetch)
                .isInstanceOf(CommandFailure.class)
                .hasMessageMatching(
                        "(?s)hf:acme/tiny@\\w+ needs 2305843009213694151 bytes more in .*, where \\d+ are free");
        assertThat(server.requests).isEmpty();
    }

    private FetchedModel fetch() {
        return ModelSource.of("hf:acme/tiny", Map.of("HF_ENDPOINT", server.endpoint()))
                .fetch(temp.resolve("scratch"), progress::add);
    }

    private static String file(String name, long size) {
        return "{\"rfilename\":\"" + name + "\",\"size\":" + size + ",\"blobId\":\"" + HubServer.COMMIT + "\"}";
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
