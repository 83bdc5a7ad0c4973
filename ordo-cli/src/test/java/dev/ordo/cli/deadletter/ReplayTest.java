package dev.ordo.cli.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ordo.cli.CommandFailure;
import dev.ordo.events.DeadLetter;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class ReplayTest {
    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
    private final Replay replay = new Replay(producer);

    @Test
    void sendsTheLetterAsItWasToWhereItLay() {
        replay.send(letter(Letters.request(3, 17).headers()));

        ProducerRecord<byte[], byte[]> sent = producer.history().get(0);
        assertThat(sent.topic()).isEqualTo("ordo.studies");
        assertThat(sent.partition()).isNull();
        assertThat(sent.key()).isEqualTo(Letters.bytes("my-study"));
        assertThat(sent.value()).isEqualTo(Letters.bytes("{}"));
        assertThat(names(sent)).containsExactly("content-type", DeadLetter.REPLAYED_FROM);
        assertThat(sent.headers().lastHeader(DeadLetter.REPLAYED_FROM).value())
                .isEqualTo(Letters.bytes("ordo.dead-letter-3@17"));
    }

    @Test
    void sendsALetterWithoutAKeyWithoutOne() {
        var headers = new RecordHeaders(Letters.request(3, 17).headers().toArray());
        headers.remove(DeadLetter.KEY);

        replay.send(letter(headers));

        assertThat(producer.history().get(0).key()).isNull();
    }

    @Test
    void namesTheNewestPlaceOfALetterThatDiedTwice() {
        var headers = new RecordHeaders(Letters.request(3, 17).headers().toArray());
        headers.add(DeadLetter.REPLAYED_FROM, Letters.bytes("ordo.dead-letter-1@4"));

        replay.send(letter(headers));

        assertThat(producer.history().get(0).headers().headers(DeadLetter.REPLAYED_FROM))
                .extracting(Header::value)
                .containsExactly(Letters.bytes("ordo.dead-letter-3@17"));
    }

    @Test
    void refusesALetterThatLayOnNoTopicOfOrdo() {
        var headers = new RecordHeaders(Letters.request(3, 17).headers().toArray());
        headers.remove(DeadLetter.TOPIC).add(DeadLetter.TOPIC, Letters.bytes("payments"));

        assertThatThrownBy(() -> replay.send(letter(headers)))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContainingAll("3:17", "ordo-topic names payments, expected one of Ordo's topics");
    }

    @Test
    void sendsNoneWhereOneCannotBeSent() {
        Letter good = letter(Letters.request(3, 17).headers());
        Letter lost = letter(new RecordHeaders());
        LetterBox box = new LetterBox(new MockConsumer<>("earliest"));

        assertThatThrownBy(() -> replay.sendAll(List.of(good, lost), box)).hasMessageContaining("names nothing");
        assertThat(producer.history()).isEmpty();
    }

    @Test
    void saysThatTheBrokerDidNotTakeIt() {
        try (MockProducer<byte[], byte[]> broken =
                new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer())) {
            broken.sendException = new org.apache.kafka.common.errors.TimeoutException("no answer");

            assertThatThrownBy(() -> new Replay(broken)
                            .send(letter(Letters.request(3, 17).headers())))
                    .hasMessageContaining("no answer");
        }
    }

    private static Letter letter(org.apache.kafka.common.header.Headers headers) {
        return new Letter(Letters.record(3, 17, new RecordHeaders(headers.toArray())), true);
    }

    private static List<String> names(ProducerRecord<byte[], byte[]> record) {
        return Arrays.stream(record.headers().toArray()).map(Header::key).toList();
    }
}
