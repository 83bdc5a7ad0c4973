package dev.ordo.stage.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ordo.events.Topics;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.junit.jupiter.api.Test;

class ShareConsumersTest {

    @Test
    void takesOneRecordAtATimeAndAcknowledgesItself() {
        var properties = ShareConsumers.properties("localhost:1", Topics.WORK_DISTILL, "worker-1");

        assertThat(properties)
                .containsEntry("share.acknowledgement.mode", "explicit")
                .containsEntry("share.acquire.mode", "record_limit")
                .containsEntry("max.poll.records", 1)
                .containsEntry("group.id", "ordo-distill")
                .containsEntry("client.id", "worker-1");
    }

    @Test
    void setsOnlyWhatAShareConsumerKnows() {
        var properties = ShareConsumers.properties("localhost:1", Topics.WORK_DISTILL, "worker-1");

        assertThat(ConsumerConfig.configNames()).containsAll(properties.keySet());
        ShareConsumers.open("localhost:1", Topics.WORK_DISTILL, "worker-1").close();
    }
}
