package dev.ordo.stage.quarkus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ordo.events.Topics;
import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChannelConfigTest {

    @ParameterizedTest
    @CsvSource({
        "checkpoints, " + Topics.CHECKPOINTS,
        "stage-events, " + Topics.STAGE_EVENTS,
        "evaluations, " + Topics.EVALUATIONS,
        "dead-letter, " + Topics.DEAD_LETTER
    })
    void sendsEveryChannelDurablyAndWithoutDelay(String channel, String topic) throws IOException {
        Properties config = new Properties();
        try (InputStream in = OrdoConfig.class.getResourceAsStream("/META-INF/microprofile-config.properties")) {
            config.load(in);
        }

        String prefix = "mp.messaging.outgoing." + channel + ".";
        assertThat(config)
                .containsEntry(prefix + "topic", topic)
                .containsEntry(prefix + "connector", "smallrye-kafka")
                .containsEntry(prefix + "acks", "all")
                .containsEntry(prefix + "enable.idempotence", "true")
                .containsEntry(prefix + "linger.ms", "0");
    }
}
