package dev.ordo.stage.worker;

import dev.ordo.events.Topics;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Opens consumers that take one record at a time. That the group starts at the earliest record and reads committed ones
 * only is set on the group, by whoever creates the topics.
 */
public final class ShareConsumers {
    private ShareConsumers() {}

    public static ShareConsumer<byte[], byte[]> open(String bootstrapServers, String workTopic, String worker) {
        return new KafkaShareConsumer<>(
                properties(bootstrapServers, workTopic, worker),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    static Map<String, Object> properties(String bootstrapServers, String workTopic, String worker) {
        return Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ConsumerConfig.GROUP_ID_CONFIG,
                Topics.shareGroup(workTopic),
                ConsumerConfig.CLIENT_ID_CONFIG,
                worker,
                ConsumerConfig.SHARE_ACKNOWLEDGEMENT_MODE_CONFIG,
                "explicit",
                ConsumerConfig.SHARE_ACQUIRE_MODE_CONFIG,
                "record_limit",
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                1,
                // Longer asks less of an idle broker; this bounds what a fetch that nothing wakes can cost.
                ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
                500);
    }
}
