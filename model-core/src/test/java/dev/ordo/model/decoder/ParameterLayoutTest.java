package dev.ordo.model.decoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ordo.model.checkpoint.CheckpointDirectory;
import dev.ordo.model.checkpoint.ModelConfig;
import dev.ordo.model.checkpoint.TensorLayout;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParameterLayoutTest {
    @ParameterizedTest
    @ValueSource(strings = {"qwen2", "llama"})
    void wantsExactlyTheTensorsThatACheckpointOfTheFamilyHas(String family) throws URISyntaxException {
        Path directory = Path.of(
                getClass().getResource("/dev/ordo/model/decoder/" + family).toURI());
        try (CheckpointDirectory checkpoint = CheckpointDirectory.open(directory)) {
            ParameterLayout layout = ParameterLayout.of(checkpoint.config());

            Map<String, long[]> wanted = new TreeMap<>();
            layout.names().forEach(name -> wanted.put(name, layout.shape(name)));

            assertThat(wanted.keySet()).isEqualTo(checkpoint.tensorNames());
            TensorLayout.of(checkpoint.config())
                    .shapes()
                    .forEach((name, shape) ->
                            assertThat(wanted.get(name)).as(name).containsExactly(shape));
            assertThat(layout.count()).isEqualTo(checkpoint.totalParameters());
        }
    }

    @Test
    void listsTheEmbeddingFirstAndTheFinalNormLastWhereTheHeadIsTied() {
        ModelConfig config = TinyDecoder.config(10, 32);

        ParameterLayout layout = ParameterLayout.of(config);

        assertThat(layout.names()).hasSize(2 + 2 * 12);
        assertThat(layout.names().get(0)).isEqualTo("model.embed_tokens.weight");
        assertThat(layout.names().get(25)).isEqualTo("model.norm.weight");
    }

    @Test
    void refusesAParameterThatTheModelDoesNotHave() {
        ParameterLayout layout = ParameterLayout.of(TinyDecoder.config(10, 32));

        assertThatThrownBy(() -> layout.shape("lm_head.weight"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the model has no parameter named lm_head.weight");
    }
}
