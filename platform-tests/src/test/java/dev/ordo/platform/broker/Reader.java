package dev.ordo.platform.broker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads the values of a topic as text, plainly or through a share group. */
public final class Reader {
    private static final Duration POLL = Duration.ofMillis(200);

    private final String bootstrapServers;

    public Reader(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
    }

    /** Everything in a topic from its beginning, transactions that were aborted included, until there are enough. */
    public List<String> uncommitted(String topic, IntPredicate enough, Duration limit) {
        return plain(topic, "read_uncommitted", enough, limit);
    }

    /** Everything committed in a topic from its beginning, until there are enough or the time is over. */
    public List<String> committed(String topic, IntPredicate enough, Duration limit) {
        return plain(topic, "read_committed", enough, limit);
    }

    private List<String> plain(String topic, String isolation, IntPredicate enough, Duration limit) {
        Map<String, Object> config = Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                isolation);
        try (var consumer = new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer())) {
            var partitions = consumer.partitionsFor(topic).stream()
                    .map(each -> new TopicPartition(topic, each.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            return gather(() -> consumer.poll(POLL), enough, limit);
        }
    }

    /** What a share group hands out, accepted at once, until there are enough or the time is over. */
    public List<String> share(String topic, String group, IntPredicate enough, Duration limit) {
        Map<String, Object> config = Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers, ConsumerConfig.GROUP_ID_CONFIG, group);
        try (var consumer = new KafkaShareConsumer<>(config, new StringDeserializer(), new StringDeserializer())) {
            consumer.subscribe(List.of(topic));
            List<String> values = gather(() -> consumer.poll(POLL), enough, limit);
            consumer.commitSync();
            return values;
        }
    }

    private static List<String> gather(
            Supplier<ConsumerRecords<String, String>> poll, IntPredicate enough, Duration limit) {
        List<String> values = new ArrayList<>();
        long end = System.nanoTime() + limit.toNanos();
        while (System.nanoTime() < end && !enough.test(values.size())) {
            for (ConsumerRecord<String, String> each : poll.get()) {
                values.add(each.value());
            }
        }
        return values;
    }
}
