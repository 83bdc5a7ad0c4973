package dev.ordo.stage.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ordo.events.error.ErrorCode;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class DeadLetterHeadersTest {
    private static final byte[] KEY = {1, 2};
    private static final DeadLetterHeaders DEATH =
            new DeadLetterHeaders(ErrorCode.INVALID_EVENT, "next is required", "ordo.work.prune", 3, 17, 1700, KEY);

    private final RecordHeaders headers = new RecordHeaders();

    @Test
    void sayWhyTheRecordIsThereAndWhereItCameFrom() {
        headers.add("original", new byte[] {1});

        DEATH.addTo(headers);

        assertThat(text("ordo-reason")).isEqualTo("next is required");
        assertThat(text("ordo-code")).isEqualTo("INVALID_EVENT");
        assertThat(text("ordo-topic")).isEqualTo("ordo.work.prune");
        assertThat(text("ordo-partition")).isEqualTo("3");
        assertThat(text("ordo-offset")).isEqualTo("17");
        assertThat(text("ordo-timestamp")).isEqualTo("1700");
        assertThat(headers.lastHeader("ordo-key").value()).isEqualTo(KEY);
        assertThat(headers.lastHeader("original")).isNotNull();
    }

    @Test
    void tellOfTheNewestDeathOnly() {
        DEATH.addTo(headers);

        new DeadLetterHeaders(ErrorCode.INTERNAL, "again", "ordo.studies", 0, 1, 2, null).addTo(headers);

        assertThat(headers.headers("ordo-reason")).hasSize(1);
        assertThat(text("ordo-reason")).isEqualTo("again");
        assertThat(headers.lastHeader("ordo-key")).isNull();
    }

    private String text(String name) {
        return new String(headers.lastHeader(name).value(), StandardCharsets.UTF_8);
    }
}
