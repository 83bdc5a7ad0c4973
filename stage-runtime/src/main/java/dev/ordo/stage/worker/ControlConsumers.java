package dev.ordo.stage.worker;

import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Consumers of {@code ordo.control}: without a group, from the beginning, of committed records alone. */
public final class ControlConsumers {
    private ControlConsumers() {}

    public static Consumer<byte[], byte[]> open(String bootstrapServers, String worker) {
        return new KafkaConsumer<>(
                properties(bootstrapServers, worker), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    static Map<String, Object> properties(String bootstrapServers, String worker) {
        return Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ConsumerConfig.CLIENT_ID_CONFIG,
                worker + "-control",
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed",
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest",
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
                5000);
    }
}
