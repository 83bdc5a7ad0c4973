package dev.ordo.cli.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ordo.cli.CommandFailure;
import dev.ordo.events.DeadLetter;
import dev.ordo.events.Topics;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class LetterBoxTest {
    private static final TopicPartition FIRST = new TopicPartition(Topics.DEAD_LETTER, 0);
    private static final TopicPartition SECOND = new TopicPartition(Topics.DEAD_LETTER, 1);

    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
    private final LetterBox box = new LetterBox(consumer);

    @Test
    void readsEveryLetterOldestFirst() {
        holds(Letters.request(0, 7), Letters.request(1, 3));

        List<Letter> letters = box.letters();

        assertThat(letters).extracting(Letter::place).containsExactly("1:3", "0:7");
        Letter letter = letters.get(0);
        assertThat(letter.reason()).isEqualTo("seeds must not be empty");
        assertThat(letter.code()).isEqualTo("INVALID_EVENT");
        assertThat(letter.origin()).contains("ordo.studies-5@1742");
        assertThat(letter.originTime()).contains(Instant.parse("2026-01-01T11:59:59Z"));
        assertThat(letter.diedAt()).isEqualTo(Instant.parse("2026-01-01T12:00:00.003Z"));
        assertThat(letter.waiting()).isTrue();
    }

    @Test
    void saysOfALetterWithoutHeadersThatItsOriginIsUnknown() {
        holds(Letters.record(0, 0, new RecordHeaders()));

        Letter letter = box.letters().get(0);

        assertThat(letter.origin()).isEmpty();
        assertThat(letter.code()).isEqualTo("UNKNOWN");
        assertThat(letter.key()).isNull();
    }

    @Test
    void countsLettersUpToTheLastReplayAsReplayed() {
        holds(Letters.request(0, 6), Letters.request(0, 7), Letters.request(1, 3));
        List<Letter> letters = box.letters();

        box.markReplayed(
                letters.stream().filter(each -> each.place().equals("0:6")).toList());

        assertThat(consumer.committed(java.util.Set.of(FIRST, SECOND))
                        .get(FIRST)
                        .offset())
                .isEqualTo(7);
        holds(Letters.request(0, 6), Letters.request(0, 7), Letters.request(1, 3));
        assertThat(box.letters().stream().filter(Letter::waiting))
                .extracting(Letter::place)
                .containsExactlyInAnyOrder("0:7", "1:3");
    }

    @Test
    void countsALetterThatWasReplayedAndDiedAgainOnce() {
        ConsumerRecord<byte[], byte[]> again = Letters.request(1, 9);
        again.headers().add(DeadLetter.REPLAYED_FROM, Letters.bytes("ordo.dead-letter-0@6"));
        holds(Letters.request(0, 6), again);

        assertThat(box.letters().stream().filter(Letter::waiting))
                .extracting(Letter::place)
                .containsExactly("1:9");
    }

    @Test
    void saysThatABrokerHasNoSuchTopic() {
        assertThatThrownBy(box::letters)
                .isInstanceOf(CommandFailure.class)
                .hasMessage("the broker has no topic ordo.dead-letter; `ordo doctor` says more");
    }

    @SafeVarargs
    private void holds(ConsumerRecord<byte[], byte[]>... records) {
        consumer.updatePartitions(
                Topics.DEAD_LETTER,
                IntStream.range(0, 2)
                        .mapToObj(each ->
                                new PartitionInfo(Topics.DEAD_LETTER, each, Node.noNode(), new Node[0], new Node[0]))
                        .toList());
        consumer.updateBeginningOffsets(Map.of(FIRST, 0L, SECOND, 0L));
        consumer.updateEndOffsets(Map.of(FIRST, end(records, 0), SECOND, end(records, 1)));
        consumer.schedulePollTask(() -> List.of(records).forEach(consumer::addRecord));
    }

    private static long end(ConsumerRecord<byte[], byte[]>[] records, int partition) {
        return List.of(records).stream()
                .filter(each -> each.partition() == partition)
                .mapToLong(each -> each.offset() + 1)
                .max()
                .orElse(0);
    }
}
