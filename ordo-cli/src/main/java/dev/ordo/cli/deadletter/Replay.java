package dev.ordo.cli.deadletter;

import dev.ordo.cli.CommandFailure;
import dev.ordo.events.DeadLetter;
import dev.ordo.events.Topics;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Sends dead letters again, as they were, to where they came from. */
public final class Replay implements AutoCloseable {
    private static final int LIMIT_MILLIS = 15_000;
    private static final Set<String> OWN = Set.of(
            DeadLetter.REASON,
            DeadLetter.CODE,
            DeadLetter.TOPIC,
            DeadLetter.PARTITION,
            DeadLetter.OFFSET,
            DeadLetter.TIMESTAMP,
            DeadLetter.KEY,
            DeadLetter.REPLAYED_FROM);

    private final Producer<byte[], byte[]> producer;

    Replay(Producer<byte[], byte[]> producer) {
        this.producer = producer;
    }

    public static Replay open(String bootstrapServers) {
        return new Replay(new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        ProducerConfig.CLIENT_ID_CONFIG,
                        "ordo-replay",
                        ProducerConfig.ACKS_CONFIG,
                        "all",
                        ProducerConfig.MAX_BLOCK_MS_CONFIG,
                        LIMIT_MILLIS,
                        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                        LIMIT_MILLIS / 2,
                        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                        LIMIT_MILLIS),
                new ByteArraySerializer(),
                new ByteArraySerializer()));
    }

    /**
     * Sends every letter and returns once the broker has it.
     *
     * @param box which notes that they have been sent
     * @throws CommandFailure if one cannot be sent; those before it have been
     */
    public void sendAll(List<Letter> letters, LetterBox box) {
        letters.forEach(Replay::record); // All of them can be sent, or none is.
        letters.forEach(this::send);
        box.markReplayed(letters);
    }

    /**
     * Sends one letter and returns once the broker has it.
     *
     * @throws CommandFailure if it cannot be sent
     */
    public void send(Letter letter) {
        try {
            producer.send(record(letter)).get();
        } catch (KafkaException e) {
            throw notTaken(letter, e);
        } catch (ExecutionException e) {
            throw notTaken(letter, e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("interrupted while sending " + letter.place(), e);
        }
    }

    private static CommandFailure notTaken(Letter letter, Throwable why) {
        return new CommandFailure("the broker did not take " + letter.place() + ": " + why.getMessage(), why);
    }

    /**
     * The letter as it was before it died, with a note of where it comes from.
     *
     * @throws CommandFailure if nobody noted which of Ordo's topics it lay on
     */
    static ProducerRecord<byte[], byte[]> record(Letter letter) {
        String topic = letter.topic()
                .filter(Topics.ALL::contains)
                .orElseThrow(
                        () -> new CommandFailure("dead letter " + letter.place() + " cannot be sent again: its header "
                                + DeadLetter.TOPIC + " names " + letter.topic().orElse("nothing")
                                + ", expected one of Ordo's topics; replay the others one by one"));
        Headers headers = new RecordHeaders();
        for (Header each : letter.record().headers()) {
            if (!OWN.contains(each.key())) {
                headers.add(each);
            }
        }
        headers.add(DeadLetter.REPLAYED_FROM, letter.fullPlace().getBytes(StandardCharsets.UTF_8));
        return new ProducerRecord<>(topic, null, letter.key(), letter.record().value(), headers);
    }

    @Override
    public void close() {
        producer.close();
    }
}
