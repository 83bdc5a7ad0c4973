package dev.ordo.stage.quarkus;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class DeadLetterHeadersTest {

    @Test
    void sayWhyTheRecordIsThereAndWhereItCameFrom() {
        RecordHeaders headers = new RecordHeaders();
        headers.add("original", new byte[] {1});

        DeadLetterHeaders.add(headers, new ConsumerRecord<>("ordo.work.prune", 3, 17, "k", "v"), "next is required");

        assertThat(text(headers, "ordo-reason")).isEqualTo("next is required");
        assertThat(text(headers, "ordo-topic")).isEqualTo("ordo.work.prune");
        assertThat(text(headers, "ordo-partition")).isEqualTo("3");
        assertThat(text(headers, "ordo-offset")).isEqualTo("17");
        assertThat(headers.lastHeader("original")).isNotNull();
    }

    private static String text(RecordHeaders headers, String name) {
        return new String(headers.lastHeader(name).value(), StandardCharsets.UTF_8);
    }
}
