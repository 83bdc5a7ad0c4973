package dev.ordo.cli.deadletter;

import dev.ordo.cli.CommandFailure;
import dev.ordo.events.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * All dead letters. Which of them have been sent again is kept where Kafka keeps such things: as offsets of the group {@value
 * #GROUP}, up to which all have been, and in the headers of those that died again.
 */
public final class LetterBox implements AutoCloseable {
    static final String GROUP = "ordo-replay";
    private static final Duration POLL = Duration.ofMillis(500);
    private static final int LIMIT_MILLIS = 15_000;

    private final Consumer<byte[], byte[]> consumer;

    LetterBox(Consumer<byte[], byte[]> consumer) {
        this.consumer = consumer;
    }

    public static LetterBox open(String bootstrapServers) {
        return new LetterBox(new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        ConsumerConfig.GROUP_ID_CONFIG,
                        GROUP,
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        false,
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_committed",
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "earliest",
                        ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                        LIMIT_MILLIS),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer()));
    }

    /**
     * Reads them all, oldest first.
     *
     * @throws CommandFailure if the broker does not answer, or has no dead-letter topic
     */
    public List<Letter> letters() {
        try {
            List<TopicPartition> partitions = partitions();
            Map<TopicPartition, OffsetAndMetadata> replayed = consumer.committed(new HashSet<>(partitions));
            List<ConsumerRecord<byte[], byte[]>> records = read(partitions);
            Set<String> diedAgain = new HashSet<>();
            records.forEach(each -> new Letter(each, true).replayedFrom().ifPresent(diedAgain::add));
            return records.stream()
                    .map(each -> new Letter(each, waits(each, replayed, diedAgain)))
                    .sorted(Comparator.comparing(Letter::diedAt))
                    .toList();
        } catch (KafkaException e) {
            throw new CommandFailure(
                    "the dead letters cannot be read: " + e.getMessage() + "; `ordo doctor` says what is wrong", e);
        }
    }

    /** From now on these, and all before them in their partitions, count as sent again. */
    void markReplayed(List<Letter> letters) {
        Map<TopicPartition, OffsetAndMetadata> positions = new java.util.HashMap<>();
        letters.forEach(each -> positions.merge(
                new TopicPartition(each.record().topic(), each.record().partition()),
                new OffsetAndMetadata(each.record().offset() + 1),
                (one, other) -> one.offset() > other.offset() ? one : other));
        if (!positions.isEmpty()) {
            consumer.commitSync(positions);
        }
    }

    private List<TopicPartition> partitions() {
        var found = consumer.partitionsFor(Topics.DEAD_LETTER);
        if (found == null || found.isEmpty()) {
            throw new CommandFailure("the broker has no topic " + Topics.DEAD_LETTER + "; `ordo doctor` says more");
        }
        return found.stream()
                .map(each -> new TopicPartition(each.topic(), each.partition()))
                .toList();
    }

    private List<ConsumerRecord<byte[], byte[]>> read(List<TopicPartition> partitions) {
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        while (ends.entrySet().stream().anyMatch(each -> consumer.position(each.getKey()) < each.getValue())) {
            consumer.poll(POLL).forEach(records::add);
        }
        return records;
    }

    private static boolean waits(
            ConsumerRecord<byte[], byte[]> record,
            Map<TopicPartition, OffsetAndMetadata> replayed,
            Set<String> diedAgain) {
        OffsetAndMetadata position = replayed.get(new TopicPartition(record.topic(), record.partition()));
        boolean passed = position != null && record.offset() < position.offset();
        return !passed && !diedAgain.contains(new Letter(record, true).fullPlace());
    }

    @Override
    public void close() {
        consumer.close();
    }
}
